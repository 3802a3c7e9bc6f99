"""The rule of the clinical review; every row holds for the query and the page too."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from articles.models import ArticlePage
from articles.review import next_review_due, review_status
from tests import make

D = datetime.date.fromisoformat
TODAY = D("2026-11-26")


@pytest.mark.parametrize(
    ("last_reviewed", "months", "due"),
    [
        (None, 12, None),
        ("2026-03-15", 1, "2026-04-15"),
        ("2026-03-15", 12, "2027-03-15"),
        ("2026-03-15", 13, "2027-04-15"),
        ("2026-03-15", 60, "2031-03-15"),
        # The year changes after December, not with it.
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-01", 11, "2026-12-01"),
        ("2026-01-01", 12, "2027-01-01"),
        ("2026-01-01", 23, "2027-12-01"),
        # A month that lacks the day gives its last.
        ("2026-01-27", 1, "2026-02-27"),
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2026-03-30", 1, "2026-04-30"),
        # A leap day.
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-02-28", 12, "2028-02-28"),
        # 2100 is no leap year.
        ("2099-02-28", 12, "2100-02-28"),
        ("2096-02-29", 48, "2100-02-28"),
    ],
)
def test_the_next_review_is_due_months_after_the_last(last_reviewed, months, due):
    day = last_reviewed and D(last_reviewed)

    assert next_review_due(day, months) == (due and D(due))


STATUSES = [
    (None, "never"),
    ("0001-01-01", "overdue"),
    ("2026-11-24", "overdue"),
    ("2026-11-25", "overdue"),
    ("2026-11-26", "due_soon"),
    ("2026-11-27", "due_soon"),
    # Sixty days ahead, the day before and the day after.
    ("2027-01-24", "due_soon"),
    ("2027-01-25", "due_soon"),
    ("2027-01-26", "current"),
    ("2028-02-29", "current"),
]


@pytest.mark.parametrize(("due", "status"), STATUSES)
def test_the_status_changes_on_the_day_and_sixty_days_before(due, status):
    assert review_status(due and D(due), today=TODAY) == status


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["never", "overdue", "due_soon", "current"])
def test_the_query_finds_what_the_rule_says(asked):
    make.article("Walking")
    for due, status in STATUSES:
        ArticlePage.objects.update(next_review_due=due)

        found = ArticlePage.objects.review_status(asked, today=TODAY)

        assert found.exists() is (status == asked), due


@pytest.mark.django_db
def test_wanted_is_what_the_rule_calls_overdue_due_soon_or_never():
    make.article("Walking")
    for due, status in STATUSES:
        ArticlePage.objects.update(next_review_due=due)

        wanted = ArticlePage.objects.review_wanted(today=TODAY)

        assert wanted.exists() is (status != "current"), due


@pytest.mark.django_db
def test_wanted_reviews_come_oldest_first_then_by_title_then_as_made():
    rows = [
        ("C", "2026-12-02"),
        ("B", "2026-12-02"),
        ("Z", "2026-12-01"),
        ("A", None),
        ("B", "2026-12-02"),
    ]
    for title, due in rows:
        page = make.article(title)
        ArticlePage.objects.filter(pk=page.pk).update(next_review_due=due)

    wanted = list(ArticlePage.objects.review_wanted(today=TODAY))

    assert [page.title for page in wanted] == ["Z", "B", "B", "C", "A"]
    assert wanted[1].pk < wanted[2].pk


# --- What a page makes of it ----------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("has_reviewer", "day", "is_signed"),
    [
        (True, "2026-01-31", True),
        (False, "2026-01-31", False),
        (True, None, False),
        (False, None, False),
    ],
)
def test_a_page_is_signed_by_a_person_on_a_day(has_reviewer, day, is_signed):
    reviewer = make.person() if has_reviewer else None

    article = make.article(reviewer=reviewer, last_reviewed=day and D(day))

    assert article.is_signed is is_signed


@pytest.mark.django_db
@pytest.mark.parametrize("has_reviewer", [True, False])
def test_the_next_review_follows_the_day_whoever_read_it(has_reviewer):
    reviewer = make.person() if has_reviewer else None

    article = make.article(
        reviewer=reviewer, last_reviewed=D("2026-01-31"), review_interval_months=1
    )

    assert article.next_review_due == D("2026-02-28")


@pytest.mark.django_db
def test_a_page_that_was_never_reviewed_has_no_next_review():
    article = make.article(reviewer=make.person(), review_interval_months=1)

    assert article.next_review_due is None
    assert article.review_status == "never"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "due"), [(1, "2026-02-28"), (2, "2026-03-31"), (60, "2031-01-31")]
)
def test_another_interval_moves_the_next_review(months, due):
    article = make.article(last_reviewed=D("2026-01-31"), review_interval_months=12)
    assert article.next_review_due == D("2027-01-31")

    article.review_interval_months = months
    article.save()

    article.refresh_from_db()
    assert article.next_review_due == D(due)
    assert article.last_reviewed == D("2026-01-31")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_ahead", "is_refused"), [(-1, False), (0, False), (1, True)]
)
def test_a_review_lies_not_ahead_of_the_clinics_day(days_ahead, is_refused):
    article = make.article()
    article.last_reviewed = article.today() + datetime.timedelta(days=days_ahead)

    problems = problems_of(article)

    assert ("last_reviewed" in problems) is is_refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "is_refused"), [(0, True), (1, False), (60, False), (61, True)]
)
def test_the_interval_is_one_to_sixty_months(months, is_refused):
    article = make.article()
    article.review_interval_months = months

    assert ("review_interval_months" in problems_of(article)) is is_refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due_in_days", "status"),
    [(-1, "overdue"), (0, "due_soon"), (60, "due_soon"), (61, "current")],
)
def test_a_page_reads_its_status_by_the_clinics_day(due_in_days, status):
    make.clinic(time_zone="Pacific/Kiritimati")
    article = make.article()
    due = article.today() + datetime.timedelta(days=due_in_days)
    ArticlePage.objects.update(next_review_due=due)

    assert ArticlePage.objects.get().review_status == status


def problems_of(article):
    try:
        article.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}
