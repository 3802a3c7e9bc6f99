from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from delivery.models import CacheTag
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
HOURS = [{"days": ["mo", "tu", "we", "th", "fr"], "opens": time(8), "closes": time(17)}]


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def clinic():
    return make.clinic(
        time_zone="Europe/London", places=[{**make.PLACE, "hours": HOURS}]
    )


def ends_at(client, address):
    return client.get(address).gait_dependencies.valid_until


@pytest.mark.parametrize(
    ("hour", "ends"), [(0, 8), (7.99, 8), (8, 17), (16.99, 17), (17, 24), (23.5, 24)]
)
def test_a_page_with_opening_hours_ends_with_their_next_change(
    client, at, clinic, hour, ends
):
    page = make.contact_page()
    at(WEDNESDAY + timedelta(hours=hour))

    assert ends_at(client, page.url) == WEDNESDAY + timedelta(hours=ends)


@pytest.mark.parametrize(("hour", "ends"), [(0, 17), (16.99, 17), (17, 24)])
def test_data_with_openings_ends_with_the_first_of_them(client, at, clinic, hour, ends):
    at(WEDNESDAY + timedelta(hours=hour))

    [place] = client.get("/api/v3/site/").json()["clinic"]["places"]
    day = 25 if ends == 17 else 26
    assert place["next_openings"][0] == {
        "opens_at": f"2026-11-{day}T08:00:00Z",
        "closes_at": f"2026-11-{day}T17:00:00Z",
    }
    assert ends_at(client, "/api/v3/site/") == WEDNESDAY + timedelta(hours=ends)


def test_days_end_in_the_zone_of_the_clinic(client, at):
    make.clinic(time_zone="America/New_York", places=[])
    article = make.article(
        reviewer=make.person(), last_reviewed=(WEDNESDAY - timedelta(days=9)).date()
    )
    at(datetime(2026, 11, 25, 3, tzinfo=UTC))

    midnight = datetime(2026, 11, 25, tzinfo=ZoneInfo("America/New_York"))
    for address in (article.url, f"/api/v3/pages/{article.pk}/"):
        assert ends_at(client, address) == midnight


def test_an_article_ends_when_its_replies_close(client, at, clinic):
    make.reply_rules(replies_open=True, close_after_days=30)
    published = WEDNESDAY - timedelta(days=29, hours=20)
    article = make.article(first_published_at=published)
    at(WEDNESDAY)

    closes_at = published + timedelta(days=30)
    assert ends_at(client, article.url) == closes_at
    assert ends_at(client, f"/api/v2/pages/{article.pk}/") == closes_at

    at(closes_at)
    assert ends_at(client, article.url) > closes_at


@pytest.mark.parametrize("hours", range(0, 60, 5))
def test_no_answer_changes_before_its_end(client, at, clinic, hours):
    make.reply_rules(replies_open=True, close_after_days=30)
    article = make.article(
        first_published_at=WEDNESDAY - timedelta(days=29),
        last_reviewed=(WEDNESDAY - timedelta(days=364)).date(),
        reviewer=make.person(),
        review_interval_months=12,
    )
    addresses = [
        "/",
        article.url,
        make.contact_page().url,
        "/search/?q=opening+hours",
        "/api/v2/site/",
        "/api/v3/site/",
        f"/api/v3/pages/{article.pk}/",
        "/api/v3/articles/?review_status=due_soon",
    ]
    start = WEDNESDAY + timedelta(hours=hours)

    for address in addresses:
        at(start)
        first = client.get(address)
        end = first.gait_dependencies.valid_until or start + timedelta(days=2)
        for moment in (start + (end - start) / 2, end - timedelta(microseconds=1)):
            at(moment)
            assert client.get(address).content == first.content, (address, moment)


def known_by(client, address, date):
    return client.get(address, headers={"If-Modified-Since": date}).status_code == 304


def test_an_answer_that_the_clock_has_changed_has_the_date_of_that_moment(
    client, at, clinic
):
    make.reply_rules(replies_open=True, close_after_days=30)
    published = WEDNESDAY - timedelta(days=30) + timedelta(hours=9)
    article = make.article(first_published_at=published)
    feed.settle()
    CacheTag.objects.update(changed_at=WEDNESDAY - timedelta(days=3))
    addresses = [article.url, f"/api/v2/pages/{article.pk}/", "/api/v3/site/"]
    page = make.contact_page().url
    feed.settle()
    CacheTag.objects.update(changed_at=WEDNESDAY - timedelta(days=3))
    before, after = WEDNESDAY + timedelta(hours=7), WEDNESDAY + timedelta(hours=18)

    for address in [*addresses, page]:
        at(before)
        date = client.get(address).headers["Last-Modified"]
        assert known_by(client, address, date)
        at(after)
        assert not known_by(client, address, date), address
        newer = client.get(address).headers["Last-Modified"]
        assert known_by(client, address, newer)


def test_a_day_that_has_begun_is_the_date_of_what_it_changed(client, at, clinic):
    article = make.article(
        reviewer=make.person(),
        last_reviewed=(WEDNESDAY - timedelta(days=365)).date(),
        review_interval_months=12,
    )
    feed.settle()
    CacheTag.objects.update(changed_at=WEDNESDAY - timedelta(days=3))
    address = f"/api/v3/pages/{article.pk}/"
    at(WEDNESDAY + timedelta(hours=12))
    date = client.get(address).headers["Last-Modified"]

    at(WEDNESDAY + timedelta(days=1, seconds=11))

    assert date == "Wed, 25 Nov 2026 00:00:00 GMT"
    assert not known_by(client, address, date)
