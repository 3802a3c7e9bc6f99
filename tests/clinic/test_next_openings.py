"""The next openings of a place, from which a reader tells whether it is open."""

import datetime

import pytest

from clinic import opening_hours
from clinic.blocks import DAYS
from tests.clinic.test_opening_hours import EVERY_DAY, NEW_YORK, WEEK, on, special


def openings(hours, now, *, special=()):
    """The next openings in the time of New York, without their date of the same day."""
    found = opening_hours.next_openings(
        [
            opening_hours.Hours(
                frozenset(DAYS.index(day) for day in each["days"]),
                each["opens"],
                each["closes"],
            )
            for each in hours
        ],
        datetime.datetime.fromisoformat(now).replace(tzinfo=NEW_YORK),
        [
            opening_hours.SpecialHours(
                each["first_day"],
                each["last_day"] or each["first_day"],
                each["opens"],
                each["closes"],
            )
            for each in special
        ],
    )
    return [
        tuple(each and f"{each.astimezone(NEW_YORK):%d %H:%M}" for each in span)
        for span in found
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 08:29", [("23 08:30", "23 12:00"), ("23 13:00", "23 17:00")]),
        ("2026-11-23 08:30", [("23 08:30", "23 12:00"), ("23 13:00", "23 17:00")]),
        ("2026-11-23 12:00", [("23 13:00", "23 17:00"), ("24 08:30", "24 12:00")]),
        ("2026-11-24 12:00", [("27 09:00", "27 17:00"), ("30 08:30", "30 12:00")]),
    ],
)
def test_the_opening_of_now_or_the_next_is_named_with_the_one_after_it(now, expected):
    assert openings(WEEK, now) == expected


def test_special_hours_move_the_next_openings():
    week = [on("mo", "08:00", "17:00")]
    days = [special("2026-11-23"), special("2026-11-24", "", "20:00", "02:00")]

    assert openings(week, "2026-11-23 09:00", special=days) == [
        ("24 20:00", "25 02:00"),
        ("30 08:00", "30 17:00"),
    ]


def test_what_is_open_round_the_clock_has_no_end_until_one_is_near():
    week = [on(EVERY_DAY, "00:00", "00:00")]
    away = [special("2026-12-24")]

    assert openings(week, "2026-11-23 09:00") == [("22 00:00", None)]
    assert openings(week, "2026-12-20 09:00", special=away) == [
        ("19 00:00", "24 00:00"),
        ("25 00:00", None),
    ]


def test_a_place_without_weekly_hours_or_away_for_long_has_no_next_opening():
    away = [special("2026-11-23", "2027-03-01")]

    assert openings([], "2026-11-23 09:00") == []
    assert openings(WEEK, "2026-11-23 09:00", special=away) == []
