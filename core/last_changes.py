"""Times at which what the public sees of something changed last, by its cache tag.

``delivery`` records when each tag was touched. An answer reads the times of all its tags
at once, when it needs the first of them. Lists in order of these times read an index of
the tags of pages, as Wagtail's table of pages has no such column.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page

from core import dependencies
from core.compiled_queries import CompiledQuery

PAGE = "page"
RESTRICTIONS = "restrictions"
# So many pages that changed after a moment are looked up, until a list has enough of
# them, rather than all read by their keys.
MANY = 1500
# Orders by the time of the last change.
ORDERS = frozenset({"updated_at", "-updated_at"})

# Prefixes of the tags that say when an object itself changed, by the prefix of the tag
# that answers have, where other objects touch that, too.
own_tags: dict[str, str] = {}

_tags: type[Model]
_pages: type[Model]


def register(*, tags: type[Model], pages: type[Model]) -> None:
    """Registers the models of the times of all tags and of those of pages.

    They have the fields ``name`` and ``changed_at``, and ``updated_at``; the primary key
    of the latter is that of the page.
    """
    global _tags, _pages
    _tags, _pages = tags, pages


@CompiledQuery
def _times(names: Sequence[str]) -> QuerySet:
    known = _tags._default_manager.filter(name__in=names)
    return known.values_list("name", "changed_at")


def time_of(prefix: str, key: int | None) -> datetime | None:
    """The time of the last change of an object; None if it was never public.

    ``prefix``: of the cache tag of such objects, as in ``page-12``.
    """
    tag = f"{own_tags.get(prefix, prefix)}-{key}"
    return _times_of([tag])[tag]


def _times_of(tags: Iterable[str]) -> dependencies.Times:
    """The times of the last changes of these tags, and perhaps of others."""
    found = dependencies.current()
    known = found.times if found else {}
    missing = {*tags} - known.keys()
    if missing:
        # Those of the whole answer, which Last-Modified needs in the end.
        missing |= {*_with_own(_tags_of_answer())} - known.keys()
        known.update(_shared_times(missing))
    return known


def _shared_times(tags: set[str]) -> dependencies.Times:
    """The times of these tags, of which only new ones are read from the database."""
    store = dependencies.store_of_shared_values()
    known = store.known_times(tags) if store else {}
    missing = tags - known.keys()
    read = {**dict.fromkeys(missing), **dict(_times(sorted(missing)))}
    if store:
        store.put_times(read)
    return {**known, **read}


def newest() -> datetime | None:
    """The time of the last change of anything that the answer depends on so far."""
    tags = _tags_of_answer()
    times = _times_of(tags)
    return max((time for tag in tags if (time := times[tag])), default=None)


def _with_own(tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        yield tag
        prefix, _, key = tag.rpartition("-")
        if prefix in own_tags:
            yield f"{own_tags[prefix]}-{key}"


def _tags_of_answer() -> set[str]:
    found = dependencies.current()
    return {*(found.tags if found else ()), dependencies.EVERYTHING}


def time_of_page() -> Subquery:
    """The time of the last change of a page, for queries of pages."""
    return time_of_row(PAGE)


def time_of_row(prefix: str) -> Subquery:
    """The result of ``time_of`` for each row of a query of such objects."""
    name = Concat(
        Value(f"{own_tags.get(prefix, prefix)}-"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    return Subquery(_tags._default_manager.filter(name=name).values("changed_at"))


def of_pages(
    pages: QuerySet[Page], *, after: datetime | None = None, are_few: bool = False
) -> QuerySet:
    """The times of these pages, which an index has in order of ``updated_at``.

    ``after``: those of later changes alone. ``are_few``: there are so few pages that
    reading all of them costs less than looking each up that was changed since.
    """
    times = _of_pages_after(after)
    shown = pages.order_by()
    if connection.vendor == "postgresql" or are_few:
        return times.filter(pk__in=shown.values("pk"))
    listed = Subquery(shown.filter(pk=OuterRef("pk")).values("pk")[:1])
    return times.alias(listed=listed).exclude(listed=None)


def changed_after(pages: QuerySet[Page], moment: datetime) -> QuerySet[Page]:
    """Those of the pages that were changed after a moment."""
    return among_changed(pages, moment, by_keys=are_few_after(moment))


def are_few_after(moment: datetime) -> bool:
    """True if so few pages were changed after a moment that they are read by keys."""
    return _of_pages_after(moment)[:MANY].count() < MANY


def among_changed(
    pages: QuerySet[Page], moment: datetime, *, by_keys: bool
) -> QuerySet[Page]:
    """The same, by the keys of all that were changed, or looked up for each page.

    Of the keys, a database makes a list, however many they are.
    """
    if by_keys:
        return pages.filter(id__in_array=_of_pages_after(moment).values("pk"))
    dated = pages.alias(changed_at=time_of_page())
    return dated.filter(changed_at__gt=moment)


def _of_pages_after(moment: datetime | None) -> QuerySet:
    # All that touches the tag of a page.
    dependencies.add(*dependencies.wider_tags[PAGE], RESTRICTIONS)
    times = _pages._default_manager.all()
    return times if moment is None else times.filter(updated_at__gt=moment)


def order_of_times(order: str) -> tuple[str, str]:
    """The order of ``of_pages``, in which pages of the same time are ordered by key."""
    return order, f"{'-' if order.startswith('-') else ''}pk"
