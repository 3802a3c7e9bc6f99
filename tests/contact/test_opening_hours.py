import datetime

import pytest

from contact import opening
from contact.blocks import OpeningHoursBlock, PlaceBlock


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (["mo", "tu", "we", "th", "fr"], "Monday to Friday"),
        (["fr", "we", "th"], "Wednesday to Friday"),
        (["sa", "su"], "Saturday, Sunday"),
        (["mo", "we", "fr"], "Monday, Wednesday, Friday"),
        (["su"], "Sunday"),
        ([], ""),
    ],
)
def test_opening_days_read_as_people_say_them(days, line):
    assert OpeningHoursBlock().to_python({"days": days}).days_line == line


# --- Whether a place is open --------------------------------------------------------

MONDAY = datetime.date(2026, 11, 23)
WEEK = [
    {"days": ["mo", "tu"], "opens": datetime.time(8, 30), "closes": datetime.time(12)},
    {"days": ["mo"], "opens": datetime.time(13), "closes": datetime.time(17)},
    {"days": ["fr"], "opens": datetime.time(9), "closes": datetime.time(17)},
]


def state(hours, day, clock):
    place = PlaceBlock().to_python({"name": "Downtown", "hours": []})
    place["hours"] = [OpeningHoursBlock().to_python(each) for each in hours]
    moment = datetime.datetime.combine(day, datetime.time.fromisoformat(clock))
    said = place.state_at(moment)
    return said and (said.is_open, said.day, said.at.isoformat("minutes"))


@pytest.mark.parametrize(
    ("weekday", "clock", "said"),
    [
        ("Monday", "00:00", (False, "today", "08:30")),
        ("Monday", "08:29:59", (False, "today", "08:30")),
        ("Monday", "08:30", (True, "today", "12:00")),
        ("Monday", "11:59:59", (True, "today", "12:00")),
        ("Monday", "12:00", (False, "today", "13:00")),
        ("Monday", "13:00", (True, "today", "17:00")),
        ("Monday", "17:00", (False, "tomorrow", "08:30")),
        ("Tuesday", "12:00", (False, "on Friday", "09:00")),
        ("Thursday", "23:59", (False, "tomorrow", "09:00")),
        ("Friday", "17:00", (False, "on Monday", "08:30")),
        ("Sunday", "10:00", (False, "tomorrow", "08:30")),
    ],
)
def test_a_place_opens_and_closes_on_the_minute(weekday, clock, said):
    day = MONDAY + datetime.timedelta(days=opening.WEEK.index(weekday))

    assert state(WEEK, day, clock) == said


def test_hours_that_touch_or_overlap_are_one():
    hours = [
        {"days": ["mo"], "opens": datetime.time(8), "closes": datetime.time(12)},
        {"days": ["mo"], "opens": datetime.time(12), "closes": datetime.time(15)},
        {"days": ["mo"], "opens": datetime.time(14), "closes": datetime.time(14, 30)},
    ]

    assert state(hours, MONDAY, "09:00") == (True, "today", "15:00")


def test_a_place_open_on_one_day_opens_again_in_a_week():
    hours = [{"days": ["mo"], "opens": datetime.time(8), "closes": datetime.time(9)}]

    assert state(hours, MONDAY, "09:00") == (False, "on Monday", "08:00")


@pytest.mark.parametrize("hours", [[], [{"days": [], "opens": None, "closes": None}]])
def test_a_place_without_hours_has_no_state(hours):
    assert state(hours, MONDAY, "09:00") is None
