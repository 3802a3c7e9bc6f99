import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import ArticlePage
from core.schedule import has_passed, is_same_minute
from tests import make
from tests.articles import writing

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
NOW = timezone.now().replace(second=30, microsecond=0)
PAST = {"go_live_at": NOW - 2 * HOUR, "expire_at": NOW - HOUR}
PASSED = "This time has passed. Enter one that lies ahead, or leave it empty."


@pytest.fixture
def admin(client):
    make.index()
    client.force_login(make.superuser())
    return client


def over():
    """An article whose start and end have passed, as the schedule leaves it."""
    article = make.article("Walking", **PAST)
    article.save_revision().publish()
    type(article).objects.filter(pk=article.pk).update(**PAST)
    revision = article.get_latest_revision()
    revision.content |= {
        name: time.isoformat().replace("+00:00", "Z") for name, time in PAST.items()
    }
    revision.save()
    call_command("publish_scheduled")
    article.refresh_from_db()
    assert article.expired
    return article


def typed(**times):
    return {name: f"{time:%Y-%m-%d %H:%M}" for name, time in times.items()}


def edit(admin, article, *, publish=False, times=PAST, **fields):
    sent = {"slug": "walking", **typed(**times), **fields}
    return writing.edit(admin, article, publish=publish, **sent)


def test_a_page_whose_schedule_is_over_is_saved_as_a_draft_again_and_again(admin):
    article = over()

    for title in ("Walk", "Walk more"):
        assert edit(admin, article, title=title).status_code == 302
        article.refresh_from_db()
        assert article.get_latest_revision_as_object().title == title


def test_a_page_whose_schedule_is_over_is_published_for_good(admin):
    article = over()

    assert edit(admin, article, publish=True, title="Walk").status_code == 302
    call_command("publish_scheduled")

    assert admin.get("/articles/walking/").status_code == 200
    article.refresh_from_db()
    assert (article.expire_at, article.expired) == (None, False)


def test_an_end_that_lies_ahead_is_kept_when_a_page_is_published(admin):
    article = over()
    ahead = NOW + 2 * HOUR

    edit(admin, article, publish=True, times={**PAST, "expire_at": ahead})

    article.refresh_from_db()
    assert article.live
    assert is_same_minute(article.expire_at, ahead)


def test_a_page_whose_schedule_is_over_is_put_on_a_new_one(admin):
    article = over()

    later = {"go_live_at": NOW + HOUR, "expire_at": PAST["expire_at"]}
    assert edit(admin, article, publish=True, times=later).status_code == 302
    revision = ArticlePage.objects.get().scheduled_revision
    again = revision.as_object()
    assert edit(admin, article, times={**later, "expire_at": NOW + 2 * HOUR})

    assert revision.approved_go_live_at == again.go_live_at
    assert again.expire_at is None


def test_an_alias_is_published_with_its_original_for_good(admin):
    article = over()
    alias = article.create_alias(update_slug="again")

    edit(admin, article, publish=True)
    call_command("publish_scheduled")

    alias.refresh_from_db()
    assert (alias.live, alias.expire_at) == (True, None)


@pytest.mark.parametrize(
    ("publish", "shift"), [(True, datetime.timedelta(minutes=-1)), (False, -HOUR)]
)
def test_an_end_that_has_passed_when_it_is_typed_is_refused(admin, publish, shift):
    article = over()

    times = {**PAST, "expire_at": PAST["expire_at"] + shift}
    answer = edit(admin, article, publish=publish, times=times, title="Walk")

    assert PASSED in writing.refused(answer)
    assert "must be in the future" not in answer.content.decode()
    assert 'value="Walk"' in answer.content.decode()


def test_a_new_page_with_an_end_that_has_passed_is_refused(admin):
    times = typed(expire_at=NOW - HOUR)

    answer = writing.create(admin, make.index(), publish=True, **times)

    assert PASSED in writing.refused(answer)
    assert not ArticlePage.objects.exists()


def test_a_page_whose_schedule_is_over_is_changed_by_the_api(client):
    article = over()
    token = make.token()
    headers = {"Authorization": f"Bearer {token}"}

    sent = {"title": "Walk", "meta": {"type": "articles.ArticlePage"}}
    address = f"/api/v3/pages/{article.pk}/"
    changed = client.patch(address, sent, "application/json", headers=headers)
    client.post(f"{address}actions/publish/", headers=headers)
    call_command("publish_scheduled")

    assert changed.status_code == 200
    assert client.get("/api/v3/articles/walking/").json()["title"] == "Walk"


def test_what_could_not_be_published_before_its_end_is_taken_off(admin):
    article = make.article("Walking", live=False, **PAST)
    revision = article.save_revision()
    revision.approved_go_live_at = PAST["go_live_at"]
    revision.save()

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    assert admin.get("/articles/walking/").status_code == 404


MINUTE = datetime.datetime(2026, 11, 26, 9, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, None, True),
        (MINUTE, None, False),
        (None, MINUTE, False),
        (MINUTE, MINUTE, True),
        (MINUTE, MINUTE.replace(second=59, microsecond=999_999), True),
        (MINUTE.replace(second=59, microsecond=999_999), MINUTE, True),
        (MINUTE, MINUTE.replace(minute=29, second=59), False),
        (MINUTE, MINUTE.replace(minute=31), False),
        (MINUTE, MINUTE.replace(hour=8), False),
        (MINUTE, MINUTE.replace(day=25), False),
        # The same moment by another clock.
        (MINUTE, MINUTE.astimezone(ZoneInfo("America/New_York")), True),
    ],
)
def test_times_are_compared_as_a_form_shows_them(one, other, expected):
    assert is_same_minute(one, other) is expected


def test_a_time_has_passed_when_it_lies_behind():
    now = timezone.now()

    assert not has_passed(None)
    assert has_passed(now)
    assert has_passed(now - HOUR)
    assert not has_passed(now + HOUR)
