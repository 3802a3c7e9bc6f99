"""Kept answers as the clock moves on, and while the database is away."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from delivery import wsgi_cache
from delivery.cache_database import CacheDatabase
from delivery.content_version import ContentVersion
from tests import make
from tests.delivery.wsgi import (
    MEGABYTE,
    Database,
    ask,
    at_once,
    cached,
    django,
    seen,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
HOURS = [{"days": ["mo", "tu", "we", "th", "fr"], "opens": time(8), "closes": time(17)}]


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr("delivery.wsgi_cache.time", lambda: moment.timestamp())

    return set_clock


def test_an_answer_ends_when_the_clock_changes_it(at, application):
    make.clinic(time_zone="Europe/London", places=[{**make.PLACE, "hours": HOURS}])
    page = make.contact_page()
    at(WEDNESDAY + timedelta(hours=16, minutes=59))
    ask(application, page.url)

    # Forwards over the end, and a clock that is set back.
    for moment, is_from_memory in (
        (timedelta(hours=16, minutes=59, seconds=59), True),
        (timedelta(hours=17), False),
        (timedelta(hours=17, minutes=1), True),
        (timedelta(hours=17, minutes=2), True),
        (timedelta(hours=16), False),
    ):
        at(WEDNESDAY + moment)
        answer = ask(application, page.url)
        assert (answer.queries == 0) == is_from_memory, moment
        assert seen(answer) == seen(ask(django(), page.url))


@pytest.fixture
def database():
    return Database()


def without_database(database, application, address):
    database.is_away = True
    with connection.execute_wrapper(away):
        return ask(application, address)


def away(*asked):
    raise OperationalError("the server closed the connection")


def test_without_the_database_nothing_is_answered_from_memory(article, database):
    application = cached(database=database)
    for _ in range(3):
        ask(application, article.url)
    assert ask(application, article.url).queries == 0

    assert without_database(database, application, article.url).status == 503

    database.is_away = False
    assert ask(application, article.url).queries == 0


def test_without_the_database_kept_answers_are_marked_as_stale(article, database):
    application = cached(database=database, serves_stale=True)
    fresh = ask(application, article.url)

    stale = without_database(database, application, article.url)

    assert (stale.status, stale.content) == (200, fresh.content)
    assert stale.headers["cache-status"] == "Gait; hit; detail=STALE"
    assert stale.headers["cache-control"] == "no-cache"
    assert "etag" not in stale.headers
    assert without_database(database, application, "/articles/").status == 503

    database.is_away = False
    assert seen(ask(application, article.url)) == seen(fresh)


@pytest.mark.parametrize(("serves_stale", "status"), [(True, 200), (False, 503)])
def test_the_setting_decides_if_kept_answers_are_sent_without_the_database(
    article, database, settings, monkeypatch, serves_stale, status
):
    settings.CACHE_BYTES, settings.SERVE_STALE = MEGABYTE, serves_stale
    # The same connection as the test's, whose transaction is never committed.
    reader = CacheDatabase(database)
    monkeypatch.setattr(wsgi_cache, "CacheDatabase", lambda: reader)
    monkeypatch.setattr(wsgi_cache, "Writer", lambda: at_once)
    monkeypatch.setattr(wsgi_cache, "shared_version", ContentVersion)
    application = wsgi_cache.in_front_of(django(), others=lambda looked_up: looked_up)
    fresh = ask(application, article.url)
    assert ask(application, article.url).queries == 0

    answer = without_database(database, application, article.url)

    assert answer.status == status
    assert (answer.content == fresh.content) == serves_stale


def test_a_cdn_keeps_no_answer_that_is_marked_as_stale(article, database, settings):
    settings.CDN_IS_PURGED = settings.SURROGATE_HEADERS = True
    application = cached(database=database, serves_stale=True)
    fresh = ask(application, "/sitemap.xml")

    stale = without_database(database, application, "/sitemap.xml")

    for_cdns = {"cdn-cache-control", "surrogate-control"}
    assert for_cdns <= fresh.headers.keys()
    assert for_cdns.isdisjoint(stale.headers)


def test_without_the_database_no_answer_outlives_its_clock(at, database):
    make.clinic(time_zone="Europe/London", places=[{**make.PLACE, "hours": HOURS}])
    page = make.contact_page()
    application = cached(database=database, serves_stale=True)
    at(WEDNESDAY + timedelta(hours=16))
    ask(application, page.url)

    at(WEDNESDAY + timedelta(hours=17))

    assert without_database(database, application, page.url).status == 503
