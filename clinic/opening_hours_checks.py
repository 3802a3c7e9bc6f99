"""Checks of opening hours as editors enter them: what is wrong with which field."""

from collections.abc import Sequence
from datetime import date, time
from itertools import combinations

from django.utils.formats import date_format

from clinic import opening_hours

SAME_TIMES = (
    "It opens and closes at the same time. For round the clock enter 00:00 twice; a day "
    "that is closed is left out."
)
NOT_BOTH = "Empty this, or take the tick from “Closed all day”."

# By the field's name.
Problems = dict[str, str]


def same_times(opens: time, closes: time) -> Problems:
    is_wrong = opens == closes and not opening_hours.is_round_the_clock(opens, closes)
    return {"closes": SAME_TIMES} if is_wrong else {}


def special_problems(
    *,
    name: str,
    first_day: date,
    last_day: date | None,
    closed: bool,
    opens: time | None,
    closes: time | None,
) -> Problems:
    """Of a closed day or one with hours of its own, or of several in a row."""
    if last_day and last_day < first_day:
        return {"last_day": "The last day comes before the first."}
    times = {"opens": opens, "closes": closes}
    given = [name for name, value in times.items() if value]
    if closed:
        return dict.fromkeys(given, NOT_BOTH)
    if not given:
        return {"closed": "Tick this, or enter when it opens and closes."}
    if not closes:
        return {"closes": "Enter when it closes, too."}
    if not opens:
        return {"opens": "Enter when it opens, too."}
    return same_times(opens, closes)


def repeated(ranges: Sequence[tuple[date, date]]) -> dict[int, str]:
    """Messages for those that have a day in common with an earlier one."""
    wrong = {}
    for (_, one), (index, other) in combinations(enumerate(ranges), 2):
        day = max(one[0], other[0])
        if day <= min(one[1], other[1]):
            wrong[index] = (
                f"{date_format(day, 'j F Y')} is in the list twice. Each day may stand "
                "in one entry only."
            )
    return wrong
