"""Pages that were private from a version of the content until now, by the change feed.

A client that has followed the feed until that version has none of them, so it need not
hear that they are gone. In doubt, a page is none of these: the feed does not know which
restriction went with a deleted page, and a page behind a password is known to clients.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from wagtail.models import Page, PageViewRestriction

from delivery.deleted_pages import RESTRICTION, paths_above
from delivery.models import PAGE_TAG, ContentChange

PAGE = "page"


def private_since(pages: Collection[int], entries: Sequence[ContentChange]) -> set[int]:
    """Those of the pages that were private all the while.

    ``pages`` are not public now; ``entries`` are all since that version.
    """
    if not pages:
        return set()
    restricted = _restricted_paths(_moved_or_shown(entries) | _restricted_anew(entries))
    if not restricted:
        return set()
    return {
        key
        for key, paths in _paths_of(pages, entries).items()
        if all(restricted.intersection(paths_above(path)) for path in paths)
    }


def _moved_or_shown(entries: Iterable[ContentChange]) -> set[int]:
    """The ids of pages that stand elsewhere now, or were drafts for a while."""
    return {
        each.object_id
        for each in entries
        if each.kind == PAGE and each.path_before != each.path_after
    }


def _restricted_anew(entries: Iterable[ContentChange]) -> set[int]:
    """The ids of pages whose own restriction was added, changed or removed."""
    return {
        int(tag.removeprefix(PAGE_TAG))
        for each in entries
        if each.kind == RESTRICTION
        for tag in each.tags
        if tag.startswith(PAGE_TAG)
    }


def _restricted_paths(changed: Collection[int]) -> set[str]:
    """The paths of pages with a restriction of their own, which they had before, too."""
    asking = PageViewRestriction.objects.exclude(
        restriction_type=PageViewRestriction.PASSWORD
    )
    pages = Page.objects.live().filter(pk__in=asking.values("page"))
    found = dict(pages.values_list("pk", "url_path"))
    return {path for key, path in found.items() if key not in changed}


def _paths_of(
    pages: Collection[int], entries: Iterable[ContentChange]
) -> Mapping[int, set[str]]:
    """All paths at which readers might have found each of the pages."""
    found: dict[int, set[str]] = {key: set() for key in pages}
    standing = Page.objects.live().filter(pk__in=pages)
    for key, path in standing.values_list("pk", "url_path"):
        found[key].add(path)
    for each in entries:
        if each.kind == PAGE and each.object_id in found:
            found[each.object_id].update({each.path_before, each.path_after} - {""})
    return found
