"""Moments read from the database, as Django writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection
from django.utils import timezone as django_timezone
from wagtail.models import Page

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

WINTER = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        WINTER,
        WINTER.replace(microsecond=1),
        WINTER.replace(microsecond=100_000),
        WINTER.replace(microsecond=999_999),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_a_moment_is_read_as_it_was_written(moment, zone):
    pages = Page.objects.filter(pk=make.standard_page().pk)
    with django_timezone.override(zone):
        pages.update(go_live_at=moment)

        [read] = pages.values_list("go_live_at", flat=True)

    assert (read, read.tzinfo) == (moment, UTC)


def timestamp(text, zone="UTC"):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps texts.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute("SELECT %s::timestamptz", [text])
        return cursor.fetchone()[0]


def test_a_session_of_another_time_zone_gives_its_own_time():
    # As Django reads it, which sets the zone of its sessions.
    read = timestamp("2026-01-02 03:04:05+00", zone="Asia/Kathmandu")

    assert read == WINTER.replace(hour=8, minute=49)


@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "0044-03-15 BC", "10000-1-1"]
)
def test_a_moment_that_python_does_not_know_is_an_error(text):
    with pytest.raises(DataError):
        timestamp(text)
