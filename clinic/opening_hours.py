"""Opening state of a place at a given time, and the time of the next change.

Rendered on the server: shared caches keep pages for a minute at most
(``core.api.caching``), so the state is never older than that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.formats import date_format

from core import dependencies

WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MIDNIGHT = time(0)
DAY = timedelta(days=1)
# The range in which the next change is searched.
DAYS_AHEAD = 62
# A place that stays open for longer counts as open round the clock.
MAX_OPEN = timedelta(days=7)

# Start and end of an opening, in UTC: between two datetimes of one zone Python subtracts
# wall-clock times, which is wrong across a change of daylight saving time.
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """Weekly hours; ``days`` are numbers as of ``datetime.weekday``: Monday is 0.

    A closing time not after the opening time is on the next day, so 00:00 to 00:00 is
    round the clock.
    """

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class SpecialHours:
    """Hours from ``first_day`` to ``last_day``, which replace the weekly ones.

    Closed where ``opens`` and ``closes`` are None.
    """

    first_day: date
    last_day: date
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class State:
    """Opening state: open until, or closed until, the time ``at`` on ``day``.

    ``day`` is text such as “tomorrow”; ``at`` is None if no change is near.
    """

    is_open: bool
    day: str
    at: time | None


def is_round_the_clock(opens: time, closes: time) -> bool:
    return opens == closes == MIDNIGHT


def state(
    week: Iterable[Hours], now: datetime, special: Iterable[SpecialHours] = ()
) -> State | None:
    """State at ``now``, in the clinic's time zone; None without weekly hours.

    At the closing time the place is closed. Hours that touch or overlap are merged.
    """
    week, special = list(week), list(special)
    if not any(hours.days for hours in week):
        return None
    _depend_on(_midnight_before(now), now=now)
    for opens, closes in _merged(_spans(week, special, now)):
        _depend_on(opens, closes - MAX_OPEN, closes, now=now)
        if opens <= now < closes:
            return _open_state(closes, now)
        if opens > now:
            day = opens.astimezone(now.tzinfo)
            return State(False, _day_text(day.date(), now.date()), day.time())
    return State(False, "", None)


def next_openings(
    week: Iterable[Hours], now: datetime, special: Iterable[SpecialHours] = ()
) -> list[tuple[datetime, datetime | None]]:
    """Start and end, in UTC, of the opening of now or else the next, and of the one
    after it; without an end where it is open round the clock.

    Two, so that a reader with an older copy of the list can still tell what holds now.
    """
    week, special = list(week), list(special)
    if not any(hours.days for hours in week):
        return []
    _depend_on(_midnight_before(now), now=now)
    found: list[tuple[datetime, datetime | None]] = []
    for opens, closes in _merged(_spans(week, special, now)):
        _depend_on(closes, now=now)
        if closes - opens > MAX_OPEN:
            _depend_on(closes - MAX_OPEN, now=now)
        if closes <= now:
            continue
        is_long = closes - max(opens, now) > MAX_OPEN
        found.append((opens, None if is_long else closes))
        if len(found) == 2:
            break
    return found


def _depend_on(*moments: datetime, now: datetime) -> None:
    """Notes the moments as those at which the clock changes the answer, or has done."""
    for moment in moments:
        if moment > now:
            dependencies.changes_at(moment)
        else:
            dependencies.changed_at(moment)


def _midnight_before(now: datetime) -> datetime:
    """The beginning of today; spans are known from yesterday on."""
    return datetime.combine(now.date(), MIDNIGHT, tzinfo=now.tzinfo)


def _open_state(closes: datetime, now: datetime) -> State:
    if closes - now > MAX_OPEN:
        return State(True, "", None)
    local_close = closes.astimezone(now.tzinfo)
    # Midnight belongs to the day that it ends.
    last = local_close - DAY if local_close.time() == MIDNIGHT else local_close
    return State(True, _day_text(last.date(), now.date()), local_close.time())


def _day_text(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead < 2:
        return "tomorrow" if ahead else "today"
    if ahead <= len(WEEK):
        return f"on {WEEK[day.weekday()]}"
    return f"on {date_format(day, 'j F')}"


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans with those merged that touch or overlap."""
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
    """Spans in order, from yesterday on, as its hours may extend past midnight."""
    for ahead in range(-1, DAYS_AHEAD):
        day = now.date() + ahead * DAY
        for opens, closes in sorted(_times(week, special, day)):
            ends_on = day if closes > opens else day + DAY
            start, end = (
                datetime.combine(on, at, tzinfo=now.tzinfo).astimezone(UTC)
                for on, at in ((day, opens), (ends_on, closes))
            )
            # Empty within the hour that is skipped when daylight saving time begins.
            if start < end:
                yield start, end


def _times(
    week: Sequence[Hours], special: Sequence[SpecialHours], day: date
) -> list[tuple[time, time]]:
    special_today = [each for each in special if each.first_day <= day <= each.last_day]
    hours: Sequence[Hours | SpecialHours] = special_today or [
        each for each in week if day.weekday() in each.days
    ]
    return [(each.opens, each.closes) for each in hours if each.opens and each.closes]
