"""Due date and status of an article's clinical review: pure functions."""

import calendar
import datetime
from typing import Literal

ReviewStatus = Literal["current", "due_soon", "overdue", "never"]

DUE_SOON_DAYS = 60


def next_review_due(
    last_reviewed: datetime.date | None, interval_months: int
) -> datetime.date | None:
    """Date of the next review; None if the article has never been reviewed.

    The same day of a later month, or the last day of that month: 31 January plus one
    month is 28 or 29 February.
    """
    if last_reviewed is None:
        return None
    months = last_reviewed.month - 1 + interval_months
    year, month = last_reviewed.year + months // 12, months % 12 + 1
    day = min(last_reviewed.day, calendar.monthrange(year, month)[1])
    return datetime.date(year, month, day)


def review_status(
    next_due: datetime.date | None, *, today: datetime.date
) -> ReviewStatus:
    """Status on ``today``: overdue after the due date, due soon 60 days before it."""
    if next_due is None:
        return "never"
    if next_due < today:
        return "overdue"
    if next_due <= today + datetime.timedelta(days=DUE_SOON_DAYS):
        return "due_soon"
    return "current"
