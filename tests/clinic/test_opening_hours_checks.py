import datetime

import pytest

from clinic import opening_hours_checks as checks

T = datetime.time.fromisoformat
D = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("opens", "closes", "is_refused"),
    [
        ("00:00", "00:00", False),
        ("08:30", "08:30", True),
        ("00:01", "00:01", True),
        ("23:59", "23:59", True),
        ("08:30", "08:31", False),
        ("08:31", "08:30", False),
        ("00:00", "08:30", False),
        ("08:30", "00:00", False),
    ],
)
def test_only_midnight_may_open_and_close_a_day(opens, closes, is_refused):
    problems = checks.equal_times_problem(T(opens), T(closes))

    assert list(problems) == (["closes"] if is_refused else [])


@pytest.mark.parametrize(
    ("last_day", "closed", "opens", "closes", "refused"),
    [
        (None, True, None, None, []),
        (None, False, "08:00", "12:00", []),
        (None, False, "20:00", "02:00", []),
        # Midnight is a time like others.
        (None, False, "00:00", "00:00", []),
        (None, False, "00:00", "08:00", []),
        (None, False, "08:00", "00:00", []),
        (None, False, "00:00", None, ["closes"]),
        (None, False, None, "00:00", ["opens"]),
        (None, True, "00:00", "00:00", ["opens", "closes"]),
        (None, False, "08:00", "08:00", ["closes"]),
        (None, False, None, None, ["closed"]),
        (None, False, "08:00", None, ["closes"]),
        (None, False, None, "12:00", ["opens"]),
        (None, True, "08:00", None, ["opens"]),
        (None, True, None, "12:00", ["closes"]),
        (None, True, "08:00", "12:00", ["opens", "closes"]),
        # The day before the first, the first, the day after.
        ("2031-12-24", True, None, None, ["last_day"]),
        ("2031-12-25", True, None, None, []),
        ("2031-12-26", True, None, None, []),
        ("2031-12-24", False, None, None, ["last_day"]),
        ("2031-12-26", False, "08:00", "08:00", ["closes"]),
    ],
)
def test_a_special_day_is_refused_at_the_field_that_is_wrong(
    last_day, closed, opens, closes, refused
):
    problems = checks.special_problems(
        name="Christmas",
        first_day=D("2031-12-25"),
        last_day=last_day and D(last_day),
        closed=closed,
        opens=opens and T(opens),
        closes=closes and T(closes),
    )

    assert list(problems) == refused


@pytest.mark.parametrize(
    ("ranges", "refused"),
    [
        ([], {}),
        (["24-24"], {}),
        (["24-25", "26-27"], {}),
        (["26-27", "24-25"], {}),
        (["24-24", "24-24"], {1: 24}),
        (["24-26", "26-27"], {1: 26}),
        (["26-27", "24-26"], {1: 26}),
        # One within the other.
        (["24-28", "25-26"], {1: 25}),
        (["25-26", "24-28"], {1: 25}),
        (["24-24", "25-25", "25-26", "24-25"], {2: 25, 3: 25}),
        (["24-24", "26-26", "24-24"], {2: 24}),
    ],
)
def test_the_later_of_two_entries_with_a_day_in_common_is_refused(ranges, refused):
    days = [tuple(D(f"2031-12-{day}") for day in each.split("-")) for each in ranges]

    problems = checks.overlaps(days)

    assert {index: words.split()[0] for index, words in problems.items()} == {
        index: str(day) for index, day in refused.items()
    }
