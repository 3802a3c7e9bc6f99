"""Validation of opening hours: messages for editors, by field."""

from collections.abc import Sequence
from datetime import date, time
from itertools import combinations

from django.utils.formats import date_format

from clinic import opening_hours

EQUAL_TIMES = (
    "It opens and closes at the same time. For round the clock enter 00:00 twice; a day "
    "that is closed is left out."
)
TIMES_ON_CLOSED_DAY = "Empty this, or take the tick from “Closed all day”."

# Messages by field name.
Problems = dict[str, str]


def equal_times_problem(opens: time, closes: time) -> Problems:
    is_wrong = opens == closes and not opening_hours.is_round_the_clock(opens, closes)
    return {"closes": EQUAL_TIMES} if is_wrong else {}


def special_problems(
    *,
    name: str,
    first_day: date,
    last_day: date | None,
    closed: bool,
    opens: time | None,
    closes: time | None,
) -> Problems:
    """Problems of a closed day, or of special hours for a day or a range of days."""
    if last_day and last_day < first_day:
        return {"last_day": "The last day comes before the first."}
    times = {"opens": opens, "closes": closes}
    given = [name for name, value in times.items() if value]
    if closed:
        return dict.fromkeys(given, TIMES_ON_CLOSED_DAY)
    if not given:
        return {"closed": "Tick this, or enter when it opens and closes."}
    if not closes:
        return {"closes": "Enter when it closes, too."}
    if not opens:
        return {"opens": "Enter when it opens, too."}
    return equal_times_problem(opens, closes)


def overlaps(ranges: Sequence[tuple[date, date]]) -> dict[int, str]:
    """Messages for ranges that overlap an earlier one, by index."""
    messages = {}
    for (_, one), (index, other) in combinations(enumerate(ranges), 2):
        day = max(one[0], other[0])
        if day <= min(one[1], other[1]):
            messages[index] = (
                f"{date_format(day, 'j F Y')} is in the list twice. Each day may stand "
                "in one entry only."
            )
    return messages
