"""Changes of public content that the current transaction has made, from the feed.

Triggers write the feed, so a change by any code is seen, before it is committed.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.db import connection
from django.db.models import Max
from wagtail.models import Page

from delivery.models import ContentChange
from delivery.tracking import UNLISTED

# Derived rows, and what providers of videos told: no one's words.
NOT_CONTENT = [UNLISTED, "embed"]

# Tells of new drafts, by their keys, whether readers see a difference.
ShownDrafts = Callable[[Collection[int]], bool]
_checks: list[ShownDrafts] = []


class Position(NamedTuple):
    """The keys of the newest entry of the feed and of the newest page."""

    entry: int
    page: int


def register(check: ShownDrafts) -> None:
    """Registers a check of new drafts, where the feed has entries of them in case."""
    _checks.append(check)


def mark() -> Position:
    return Position(
        ContentChange.objects.aggregate(last=Max("pk"))["last"] or 0,
        Page.objects.aggregate(last=Max("pk"))["last"] or 0,
    )


def has_changed_since(position: Position) -> bool:
    """True if the transaction has changed what readers see since ``mark``."""
    entries = ContentChange.objects.filter(pk__gt=position.entry)
    if connection.vendor == "postgresql":
        # Entries have a number once their transaction commits: these are no other's.
        entries = entries.filter(number=None)
    changed = set(
        entries.exclude(kind__in=NOT_CONTENT).values_list("kind", "object_id")
    )
    new = Page.objects.filter(pk__gt=position.page, live=False)
    drafts = set(new.values_list("pk", flat=True)) if changed else set()
    if changed - {("page", draft) for draft in drafts}:
        return True
    return bool(changed) and any(check(drafts) for check in _checks)
