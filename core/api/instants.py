"""Instants in query parameters of both APIs."""

import re
from datetime import UTC, datetime

# A date, a time and an offset from UTC: RFC 3339, section 5.6.
RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
EXPECTED = (
    "expected an instant like 2026-10-01T09:00:00Z or 2026-10-01T11:00:00%2B02:00, "
    "with its offset from UTC"
)


def instant(text: str) -> datetime:
    """The instant that a text names as in RFC 3339, in UTC; raises ValueError."""
    try:
        if RFC_3339.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(EXPECTED)
