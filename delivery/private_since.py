"""Pages that were private from a version of the content until now, by the change feed.

A client that has followed the feed until that version has none of them, so it need not
hear of them. In doubt, a page is none of these: the feed does not know which restriction
went with a deleted page, nor the path of a draft, and a page behind a password is known
to clients.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from wagtail.models import Page, PageViewRestriction

from delivery.deleted_pages import paths_above
from delivery.models import PAGE, RESTRICTION, RESTRICTIONS_TAG, ContentChange
from delivery.page_stays import (
    BEGINNING,
    Stay,
    StayOf,
    is_always_below,
    stays_of,
)

Entries = Sequence[ContentChange]
# The stays of private pages by their paths.
Private = Mapping[str, Sequence[StayOf]]


def private_since(pages: Collection[int], entries: Entries) -> set[int]:
    """Those of the pages that were private all the while.

    ``pages`` are not public now; ``entries`` are all since that version.
    """
    if not pages:
        return set()
    private = _private_stays(entries)
    live = Page.objects.live().filter(pk__in=pages).values_list("pk", "url_path")
    paths_now = {**dict.fromkeys(pages, ""), **dict(live)}
    return {
        key
        for key, stays in stays_of(paths_now, entries).items()
        if all(_is_private(StayOf(stays, n), private) for n in range(len(stays)))
    }


def _is_private(one: StayOf, private: Private) -> bool:
    """True for a draft, and for a page below a private one."""
    path = one.stay.path
    above = paths_above(path) if path else []
    return not path or any(
        is_always_below(one, other) for each in above for other in private.get(each, ())
    )


def _private_stays(entries: Entries) -> Private:
    restricted = _restricted_from(entries)
    found: dict[str, list[StayOf]] = defaultdict(list)
    for key, stays in stays_of(_paths_now(restricted, entries), entries).items():
        private = _since(restricted[key], stays)
        for number, stay in enumerate(private):
            found[stay.path].append(StayOf(private, number))
    return found


def _since(index: int, stays: Sequence[Stay]) -> list[Stay]:
    return [
        replace(each, start=max(each.start, index))
        for each in stays
        if each.end > index
    ]


def _restricted_from(entries: Entries) -> dict[int, int]:
    """The entries since which pages have their present restrictions, by the pages."""
    asking = PageViewRestriction.objects.exclude(
        restriction_type=PageViewRestriction.PASSWORD
    )
    changed = {
        each.object_id: index
        for index, each in enumerate(entries)
        if each.kind == RESTRICTION
    }
    found: dict[int, int] = {}
    for key, page in asking.values_list("pk", "page_id"):
        index = changed.get(key, BEGINNING)
        found[page] = min(found.get(page, index), index)
    return found | _aliases_from(found, entries)


def _aliases_from(restricted: Mapping[int, int], entries: Entries) -> dict[int, int]:
    """The same of the aliases of restricted pages, which are as private."""
    changed = {
        each.object_id: index
        for index, each in enumerate(entries)
        if each.kind == PAGE and RESTRICTIONS_TAG in each.tags
    }
    found: dict[int, int] = {}
    last = dict(restricted)
    while last:
        rows = Page.objects.filter(alias_of__in=last).values_list("pk", "alias_of")
        last = {
            key: max(last[original], changed.get(key, BEGINNING))
            for key, original in rows
            if key not in found and key not in restricted
        }
        found |= last
    return found


def _paths_now(keys: Collection[int], entries: Entries) -> dict[int, str]:
    """The paths of these pages, and of drafts that have them since their last entry."""
    last = {each.object_id: each for each in entries if each.kind == PAGE}
    rows = Page.objects.filter(pk__in=keys).values_list("pk", "live", "url_path")
    return {
        key: path if live or key not in last or last[key].path_before else ""
        for key, live, path in rows
    }
