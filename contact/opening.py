"""Whether a place is open at a moment, and when that changes next.

Pages say it although others keep them: for a minute at most (``cms.api.caching``), so
nobody reads it later than that, and it needs no script.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Hours:
    """``days`` as ``datetime.weekday`` counts them: Monday is 0."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class State:
    """Open until ``at``; or closed, and opening on ``day`` (as in a sentence) at it."""

    is_open: bool
    day: str
    at: time


def state(week: Iterable[Hours], now: datetime) -> State | None:
    """None for a place without hours. ``now`` is in the clinic's own time zone.

    The closing minute is no longer open. A lunch break is one; hours that touch or
    overlap are not.
    """
    hours = sorted(week, key=lambda each: each.opens)
    clock = now.time()
    today = [each for each in hours if now.weekday() in each.days]
    if until := _open_until(today, clock):
        return State(is_open=True, day="today", at=until)
    if later := [each.opens for each in today if each.opens > clock]:
        return State(is_open=False, day="today", at=later[0])
    for ahead in range(1, 8):
        day = (now.weekday() + ahead) % 7
        if opens := [each.opens for each in hours if day in each.days]:
            name = "tomorrow" if ahead == 1 else f"on {WEEK[day]}"
            return State(is_open=False, day=name, at=opens[0])
    return None


def _open_until(today: list[Hours], clock: time) -> time | None:
    until = None
    for each in today:
        if each.opens <= (until or clock) and each.closes > clock:
            until = max(until or each.closes, each.closes)
    return until
