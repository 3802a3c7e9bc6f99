"""Entries of the change feed as the report lists them: one for each change of an object.

One publication writes several rows of tables, each with an entry of its own. PostgreSQL
gives all entries of a transaction one number and time; on SQLite, each has its own. So
entries of an object that follow each other at once are one change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import Page

from core.page_data import hidden_paths
from delivery.changed_objects import texts_of
from delivery.models import PAGE, RESTRICTION, ContentChange
from delivery.site_paths import SitePaths

MOVED, PUBLISHED, UNPUBLISHED = "Moved", "Published", "Unpublished"
ONE_CHANGE = timedelta(seconds=2)
# Of those that the changes of one page of the list consist of.
MOST_ENTRIES = 2000
NEVER = 1e9

Action = ContentChange.Action


class Pause(Func):
    """Seconds between two times, whichever comes first."""

    output_field = FloatField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        template = "ABS(JULIANDAY(%(expressions)s)) * 86400"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=") - JULIANDAY("
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        template = "ABS(EXTRACT(EPOCH FROM (%(expressions)s)))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ")


def last_entries(entries: QuerySet[ContentChange]) -> QuerySet[ContentChange]:
    """The entries that no other of their object follows at once.

    Looks at the next entry alone: any later one would be looked for among all of an
    object that changes often.
    """
    following = ContentChange.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
    )
    changed_at = following.order_by("pk").values("changed_at")[:1]
    pause = Coalesce(Pause(Subquery(changed_at), F("changed_at")), Value(NEVER))
    return entries.alias(pause=pause).filter(pause__gt=ONE_CHANGE.total_seconds())


@dataclass(frozen=True)
class ReportedChange:
    """A change in the words of the report. ``entry`` is its last one, with all tags.

    ``address`` is written as people read it: both if the object moved, empty for what
    has none.
    """

    entry: ContentChange
    what: str
    action: str
    address: str

    @property
    def pk(self) -> int:
        return self.entry.pk

    @property
    def changed_at(self) -> datetime | None:
        return self.entry.changed_at


# Any: the type of users is a setting.
def reported(last: Sequence[ContentChange], user: Any) -> list[ReportedChange]:
    """The changes with these last entries, for a reader of the report."""
    texts, paths, unsaid = texts_of(last, user), SitePaths(), _unsaid(last, user)
    return [_reported(group, texts, paths, unsaid) for group in _groups(last)]


def _unsaid(last: Sequence[ContentChange], user: Any) -> set[int]:
    """The keys of deleted pages that may have been private, and are for the user.

    Whether one was is not known for all, so it counts for all on a site that has, or
    lately had, private pages.
    """
    restrictions = ContentChange.objects.filter(kind=RESTRICTION)
    keys = {entry.object_id for entry in last if entry.kind == PAGE}
    if user.is_superuser or not (hidden_paths() or restrictions.exists()):
        return set()
    return keys.difference(
        Page.objects.filter(pk__in=keys).values_list("pk", flat=True)
    )


def _reported(
    group: Sequence[ContentChange],
    texts: dict[tuple[str, int], str],
    paths: SitePaths,
    unsaid: set[int],
) -> ReportedChange:
    last = group[-1]
    last.tags = sorted({tag for entry in group for tag in entry.tags})
    before = next((each.path_before for each in group if each.path_before), "")
    after = next((each.path_after for each in reversed(group) if each.path_after), "")
    if last.kind == PAGE and last.object_id in unsaid:
        before = after = ""
    elif last.kind == PAGE:
        before, after = paths.address(before), paths.address(after)
    is_moved = bool(before and after and before != after)
    return ReportedChange(
        last,
        texts[last.kind, last.object_id],
        _action(group, is_moved=is_moved),
        f"{before} → {after}" if is_moved else after or before,
    )


def _action(group: Sequence[ContentChange], *, is_moved: bool) -> str:
    actions = [each.action for each in group if each.action != Action.CHANGED]
    if actions:
        return str(Action(actions[-1]).label)
    if is_moved:
        return MOVED
    # A page that is no longer live has no path after the change, one that was not, none
    # before. Other tables have neither.
    paths = [each for each in group if each.path_before or each.path_after]
    if paths and not paths[0].path_before:
        return PUBLISHED
    if paths and not paths[-1].path_after:
        return UNPUBLISHED
    return str(Action.CHANGED.label)


def _groups(last: Sequence[ContentChange]) -> Iterator[list[ContentChange]]:
    """The entries of each change, oldest first."""
    newest_first = defaultdict(list)
    for entry in _entries_up_to(last):
        newest_first[entry.kind, entry.object_id].append(entry)
    for entry in last:
        group = [entry]
        for each in newest_first[entry.kind, entry.object_id]:
            if each.pk < group[0].pk:
                if _pause(each, group[0]) > ONE_CHANGE:
                    break
                group.insert(0, each)
        yield group


def _pause(one: ContentChange, other: ContentChange) -> timedelta:
    if one.changed_at is None or other.changed_at is None:
        return timedelta.max
    return abs(other.changed_at - one.changed_at)


def _entries_up_to(last: Sequence[ContentChange]) -> Iterable[ContentChange]:
    """The entries of the objects until their last ones, newest first."""
    if not last:
        return []
    keys = defaultdict(set)
    for entry in last:
        keys[entry.kind].add(entry.object_id)
    of_objects = Q()
    for kind in keys:
        of_objects |= Q(kind=kind, object_id__in=keys[kind])
    newest = max(entry.pk for entry in last)
    found = ContentChange.objects.exclude(number=None).filter(of_objects, pk__lt=newest)
    return found.order_by("-pk")[:MOST_ENTRIES]
