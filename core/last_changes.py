"""Times at which what the public sees of something changed last, by its cache tag.

``delivery`` records when each tag was touched. An answer reads the times of all its tags
at once, when it needs the first of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page

from core import dependencies
from core.compiled_queries import CompiledQuery

PAGE = "page"
RESTRICTIONS = "restrictions"

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


def _times_of(tags: Iterable[str]) -> dict[str, datetime | None]:
    """The times of the last changes of these tags, and perhaps of others."""
    found = dependencies.current()
    known = found.times if found else {}
    missing = {*tags} - known.keys()
    if missing:
        # Those of the whole answer, which Last-Modified needs in the end.
        missing |= {*_with_own(_tags_of_answer())} - known.keys()
        known.update({**dict.fromkeys(missing), **dict(_times(sorted(missing)))})
    return known


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
    name = Concat(
        Value(f"{PAGE}-"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    return Subquery(_tags._default_manager.filter(name=name).values("changed_at"))


def of_pages(pages: QuerySet[Page]) -> QuerySet:
    """The times of these pages, which an index has in order of ``updated_at``.

    Each page is looked up by its key, so a list costs the same however many there are.
    """
    # All that touches the tag of a page.
    dependencies.add(*dependencies.wider_tags[PAGE], RESTRICTIONS)
    shown = pages.order_by().filter(pk=OuterRef("pk"))
    listed = Subquery(shown.values("pk")[:1])
    return _pages._default_manager.alias(listed=listed).exclude(listed=None)
