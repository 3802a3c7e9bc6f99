"""Changes of public content that the current transaction has made, from the feed.

Triggers write the feed, so a change by any code is seen, before it is committed.
"""

from django.db import connection
from django.db.models import Max

from delivery.models import ContentChange
from delivery.tracking import UNLISTED

# Derived rows, and what providers of videos told: no one's words.
NOT_CONTENT = [UNLISTED, "embed"]


def mark() -> int:
    """The key of the newest entry of the feed; 0 if there is none."""
    return ContentChange.objects.aggregate(last=Max("pk"))["last"] or 0


def has_changed_since(position: int) -> bool:
    """True if the transaction has made an entry since ``mark`` returned the position."""
    entries = ContentChange.objects.filter(pk__gt=position)
    if connection.vendor == "postgresql":
        # Entries have a number once their transaction commits: these are no other's.
        entries = entries.filter(number=None)
    return entries.exclude(kind__in=NOT_CONTENT).exists()
