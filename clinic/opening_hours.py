"""State of a place at a moment, open or closed, and when that changes next.

Pages say it although others keep them: for a minute at most (``core.api.caching``), so
nobody reads it later than that, and it needs no script.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.formats import date_format

WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MIDNIGHT = time(0)
DAY = timedelta(days=1)
# How far ahead the next change is looked for.
DAYS_AHEAD = 62
# What stays open for longer is said to be open round the clock.
LONGEST_WAIT = timedelta(days=7)

# From and until when it is open, in UTC: between two datetimes of one zone Python
# subtracts what the clocks show, which is wrong when they are put forward or back.
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """Weekly hours; ``days`` as ``datetime.weekday`` counts them: Monday is 0.

    A closing time that does not come after the opening time is one of the next day, so
    00:00 to 00:00 is round the clock.
    """

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class SpecialHours:
    """Hours from ``first_day`` to ``last_day``, in the place of the weekly ones.

    Closed where ``opens`` and ``closes`` are None.
    """

    first_day: date
    last_day: date
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class State:
    """Open until ``at`` on ``day`` (as in a sentence); or closed, and opening then.

    ``at`` is None where nothing changes soon.
    """

    is_open: bool
    day: str
    at: time | None


def is_round_the_clock(opens: time, closes: time) -> bool:
    return opens == closes == MIDNIGHT


def state(
    week: Iterable[Hours], now: datetime, special: Iterable[SpecialHours] = ()
) -> State | None:
    """None for a place without weekly hours. ``now`` is in the clinic's own time zone.

    The closing minute is no longer open. A lunch break is one; hours that touch or
    overlap are not.
    """
    week, special = list(week), list(special)
    if not any(hours.days for hours in week):
        return None
    for opens, closes in _joined(_spans(week, special, now)):
        if opens <= now < closes:
            return _open(closes, now)
        if opens > now:
            day = opens.astimezone(now.tzinfo)
            return State(False, _name(day.date(), now.date()), day.time())
    return State(False, "", None)


def _open(closes: datetime, now: datetime) -> State:
    if closes - now.astimezone(UTC) > LONGEST_WAIT:
        return State(True, "", None)
    there = closes.astimezone(now.tzinfo)
    # Midnight belongs to the day that ends with it.
    last = there - DAY if there.time() == MIDNIGHT else there
    return State(True, _name(last.date(), now.date()), there.time())


def _name(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead < 2:
        return "tomorrow" if ahead else "today"
    if ahead <= len(WEEK):
        return f"on {WEEK[day.weekday()]}"
    return f"on {date_format(day, 'j F')}"


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Those that touch or overlap as one."""
    current = None
    for opens, closes in spans:
        if current and opens <= current[1]:
            current = (current[0], max(current[1], closes))
            continue
        if current:
            yield current
        current = (opens, closes)
    if current:
        yield current


def _spans(
    week: Sequence[Hours], special: Sequence[SpecialHours], now: datetime
) -> Iterator[Span]:
    """In order, from yesterday on: its hours may reach into today."""
    for ahead in range(-1, DAYS_AHEAD):
        day = now.date() + ahead * DAY
        for opens, closes in sorted(_times(week, special, day)):
            ends_on = day if closes > opens else day + DAY
            span = tuple(
                datetime.combine(on, at, tzinfo=now.tzinfo).astimezone(UTC)
                for on, at in ((day, opens), (ends_on, closes))
            )
            # In the hour that is left out in spring nothing is open.
            if span[0] < span[1]:
                yield span


def _times(
    week: Sequence[Hours], special: Sequence[SpecialHours], day: date
) -> list[tuple[time, time]]:
    instead = [each for each in special if each.first_day <= day <= each.last_day]
    hours = instead or [each for each in week if day.weekday() in each.days]
    return [(each.opens, each.closes) for each in hours if each.opens and each.closes]
