import datetime
from zoneinfo import ZoneInfo

import pytest

from clinic import opening_hours
from clinic.blocks import OpeningHoursBlock, SpecialHoursBlock
from clinic.place_blocks import PlaceBlock


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


NEW_YORK = ZoneInfo("America/New_York")
T = datetime.time.fromisoformat
D = datetime.date.fromisoformat


def state(hours, day, clock, *, special=(), zone=NEW_YORK, fold=0):
    place = PlaceBlock().to_python({"name": "Downtown", "hours": []})
    place["hours"] = [OpeningHoursBlock().to_python(each) for each in hours]
    place["special_hours"] = [SpecialHoursBlock().to_python(each) for each in special]
    moment = datetime.datetime.combine(day, T(clock), tzinfo=zone).replace(fold=fold)
    said = place.state_at(moment)
    return said and (said.is_open, said.day, said.at and said.at.isoformat("minutes"))


def on(days, opens, closes):
    return {"days": days.split(), "opens": T(opens), "closes": T(closes)}


def special(first, last="", opens=None, closes=None):
    return {
        "first_day": D(first),
        "last_day": D(last) if last else None,
        "closed": opens is None,
        "opens": T(opens) if opens else None,
        "closes": T(closes) if closes else None,
    }


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
    day = MONDAY + datetime.timedelta(days=opening_hours.WEEK.index(weekday))

    assert state(WEEK, day, clock) == said


def test_hours_that_touch_or_overlap_are_one():
    hours = [
        {"days": ["mo"], "opens": datetime.time(8), "closes": datetime.time(12)},
        {"days": ["mo"], "opens": datetime.time(12), "closes": datetime.time(15)},
        {"days": ["mo"], "opens": datetime.time(14), "closes": datetime.time(14, 30)},
    ]

    assert state(hours, MONDAY, "09:00") == (True, "today", "15:00")


def test_hours_may_be_entered_in_any_order():
    assert state(WEEK[::-1], MONDAY, "08:00") == (False, "today", "08:30")
    assert state(WEEK[::-1], MONDAY, "12:30") == (False, "today", "13:00")


@pytest.mark.parametrize(("opens", "closes"), [("08:00", None), (None, "12:00")])
def test_hours_that_are_half_entered_open_nothing(opens, closes):
    hours = {
        "days": ["mo"],
        "opens": opens and T(opens),
        "closes": closes and T(closes),
    }

    assert state([hours], MONDAY, "09:00") is None
    assert state([hours, *DAILY], MONDAY, "08:30") == (False, "today", "09:00")


def test_a_place_open_on_one_day_opens_again_in_a_week():
    hours = [{"days": ["mo"], "opens": datetime.time(8), "closes": datetime.time(9)}]

    assert state(hours, MONDAY, "09:00") == (False, "on Monday", "08:00")


@pytest.mark.parametrize("hours", [[], [{"days": [], "opens": None, "closes": None}]])
def test_a_place_without_hours_has_no_state(hours):
    assert state(hours, MONDAY, "09:00") is None


# --- Past midnight, to midnight, round the clock --------------------------------------

EVERY_DAY = "mo tu we th fr sa su"
SATURDAY, SUNDAY = (
    MONDAY - datetime.timedelta(days=2),
    MONDAY - datetime.timedelta(days=1),
)


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (SATURDAY, "01:00", (False, "today", "20:00")),
        (SATURDAY, "19:59", (False, "today", "20:00")),
        (SATURDAY, "20:00", (True, "tomorrow", "02:00")),
        (SATURDAY, "23:59:59", (True, "tomorrow", "02:00")),
        (SUNDAY, "00:00", (True, "today", "02:00")),
        (SUNDAY, "01:59:59", (True, "today", "02:00")),
        (SUNDAY, "02:00", (False, "on Saturday", "20:00")),
        (SUNDAY, "21:00", (False, "on Saturday", "20:00")),
    ],
)
def test_hours_past_midnight_end_on_the_next_morning(day, clock, said):
    assert state([on("sa", "20:00", "02:00")], day, clock) == said


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (MONDAY, "07:59", (False, "today", "08:00")),
        (MONDAY, "23:59:59", (True, "today", "00:00")),
        (MONDAY + datetime.timedelta(days=1), "00:00", (False, "on Monday", "08:00")),
    ],
)
def test_hours_to_midnight_end_with_their_day(day, clock, said):
    assert state([on("mo", "08:00", "00:00")], day, clock) == said


@pytest.mark.parametrize("clock", ["00:00", "02:30", "12:00", "23:59:59.999999"])
@pytest.mark.parametrize("day", [MONDAY, D("2026-03-08"), D("2026-11-01")])
def test_a_place_open_round_the_clock_never_closes(day, clock):
    assert state([on(EVERY_DAY, "00:00", "00:00")], day, clock) == (True, "", None)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("00:00", "00:00", True),
        ("00:00", "00:01", False),
        ("00:01", "00:00", False),
        ("08:30", "08:30", False),
    ],
)
def test_round_the_clock_is_from_midnight_to_midnight(opens, closes, expected):
    assert opening_hours.is_round_the_clock(T(opens), T(closes)) is expected


def test_a_place_open_round_the_clock_at_weekends_closes_on_sunday_night():
    week = [on("sa su", "00:00", "00:00")]

    assert state(week, SATURDAY, "10:00") == (True, "tomorrow", "00:00")
    assert state(week, SUNDAY, "23:59") == (True, "today", "00:00")
    assert state(week, MONDAY, "00:00") == (False, "on Saturday", "00:00")


def test_a_night_that_goes_on_into_the_day_is_one():
    week = [on("mo", "20:00", "02:00"), on("tu", "01:00", "09:00")]

    assert state(week, MONDAY, "21:00") == (True, "tomorrow", "09:00")


# --- When the clocks change: 8 March and 1 November 2026 in New York -------------------


@pytest.mark.parametrize(
    ("hours", "day", "clock", "fold", "said"),
    [
        # In spring 02:30 is left out: what closes then closes at 03:30.
        (("sa", "20:00", "02:30"), "2026-03-08", "01:59", 0, (True, "today", "03:30")),
        (
            ("sa", "20:00", "02:30"),
            "2026-03-08",
            "03:30",
            0,
            (False, "on Saturday", "20:00"),
        ),
        (
            ("su", "02:30", "03:00"),
            "2026-03-08",
            "03:00",
            0,
            (False, "on Sunday", "02:30"),
        ),
        # What opens and closes within the hour that is left out does not open.
        (
            ("su", "02:30", "03:30"),
            "2026-03-08",
            "01:00",
            0,
            (False, "on Sunday", "02:30"),
        ),
        # In autumn 01:30 comes twice: what closes then closes the first time.
        (("sa", "20:00", "01:30"), "2026-11-01", "01:29", 0, (True, "today", "01:30")),
        (
            ("sa", "20:00", "01:30"),
            "2026-11-01",
            "01:15",
            1,
            (False, "on Saturday", "20:00"),
        ),
        (("sa", "20:00", "02:00"), "2026-11-01", "01:59", 1, (True, "today", "02:00")),
        (("su", "01:30", "02:00"), "2026-11-01", "01:15", 1, (True, "today", "02:00")),
        (
            ("mo", "08:00", "12:00"),
            "2026-10-31",
            "12:00",
            0,
            (False, "on Monday", "08:00"),
        ),
    ],
)
def test_opening_hours_hold_when_the_clocks_change(hours, day, clock, fold, said):
    assert state([on(*hours)], D(day), clock, fold=fold) == said


# --- Closed days and special hours ----------------------------------------------------

CHRISTMAS = [
    special("2026-12-24", opens="08:00", closes="12:00"),
    special("2026-12-25", "2026-12-28"),
    special("2026-12-31", opens="20:00", closes="02:00"),
]
DAILY = [on(EVERY_DAY, "09:00", "17:00")]


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("2026-12-23", "17:00", (False, "tomorrow", "08:00")),
        ("2026-12-24", "08:00", (True, "today", "12:00")),
        ("2026-12-24", "12:00", (False, "on Tuesday", "09:00")),
        ("2026-12-25", "10:00", (False, "on Tuesday", "09:00")),
        ("2026-12-28", "10:00", (False, "tomorrow", "09:00")),
        ("2026-12-29", "10:00", (True, "today", "17:00")),
        ("2026-12-31", "10:00", (False, "today", "20:00")),
        ("2027-01-01", "01:59", (True, "today", "02:00")),
        ("2027-01-01", "02:00", (False, "today", "09:00")),
    ],
)
def test_special_hours_count_in_the_place_of_weekly_ones(day, clock, said):
    assert state(DAILY, D(day), clock, special=CHRISTMAS) == said


def test_a_place_closed_for_weeks_says_on_which_day_it_opens():
    away = [special("2026-11-23", "2026-12-13")]

    assert state(DAILY, MONDAY, "10:00", special=away) == (
        False,
        "on 14 December",
        "09:00",
    )


@pytest.mark.parametrize("first", ["2026-11-22", "2026-11-23"])
def test_a_place_closed_for_longer_is_only_closed(first):
    away = [special(first, "2027-12-13")]

    assert state(DAILY, MONDAY, "10:00", special=away) == (False, "", None)


@pytest.mark.parametrize(("opens", "closes"), [("08:00", None), (None, "12:00")])
def test_a_special_day_that_is_half_entered_is_closed(opens, closes):
    half = {
        **special("2026-11-23"),
        "closed": False,
        "opens": opens and T(opens),
        "closes": closes and T(closes),
    }

    assert state(DAILY, MONDAY, "10:00", special=[half]) == (False, "tomorrow", "09:00")


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2026-11-28", (False, "on Sunday", "09:00")),
        ("2026-11-29", (False, "on Monday", "09:00")),
        # A weekday is named up to a week ahead.
        ("2026-11-30", (False, "on 1 December", "09:00")),
        ("2026-11-24", (False, "on Wednesday", "09:00")),
        # An opening is looked for up to 61 days ahead.
        ("2027-01-21", (False, "on 22 January", "09:00")),
        ("2027-01-22", (False, "on 23 January", "09:00")),
        ("2027-01-23", (False, "", None)),
    ],
)
def test_the_further_off_an_opening_is_the_less_is_said_of_it(last, said):
    away = [special("2026-11-23", last)]

    assert state(DAILY, MONDAY, "10:00", special=away) == said


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("2026-11-22", "23:59:59", (True, "", None)),
        ("2026-11-23", "00:00", (True, "on Sunday", "00:00")),
        ("2026-11-29", "23:59:59", (True, "today", "00:00")),
        ("2026-11-30", "00:00", (False, "tomorrow", "00:00")),
    ],
)
def test_a_week_before_a_closed_day_the_closing_is_named(day, clock, said):
    week, closed = [on(EVERY_DAY, "00:00", "00:00")], [special("2026-11-30")]

    assert state(week, D(day), clock, special=closed) == said


def test_a_closed_day_ends_what_is_open_round_the_clock():
    week, closed = [on(EVERY_DAY, "00:00", "00:00")], [special("2026-11-25")]

    assert state(week, MONDAY, "10:00", special=closed) == (True, "tomorrow", "00:00")
    assert state(week, D("2026-11-25"), "10:00", special=closed) == (
        False,
        "tomorrow",
        "00:00",
    )


def test_the_night_before_a_closed_day_ends_as_ever():
    week, closed = [on(EVERY_DAY, "20:00", "02:00")], [special("2026-11-24")]

    assert state(week, D("2026-11-24"), "01:00", special=closed)[0] is True
    assert state(week, D("2026-11-25"), "01:00", special=closed)[0] is False


def test_a_place_with_closed_days_alone_has_no_state():
    assert state([], MONDAY, "10:00", special=[special("2026-11-23")]) is None
