"""Addresses of deleted pages, from the change feed."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail.models import Page

from core import dependencies
from core.page_data import hidden_paths
from delivery.models import (
    PAGE,
    PAGE_TAG,
    PATH_LENGTH,
    RESTRICTION,
    RESTRICTIONS_TAG,
    Beginning,
    ContentChange,
)
from delivery.retention import KEPT

# A path of more levels is none of a page.
MOST_LEVELS = 30
CHANGED, DELETED = ContentChange.Action.CHANGED, ContentChange.Action.DELETED


def was_deleted_at(url_path: str) -> bool:
    """True if a page that was public had this ``url_path`` when it was deleted.

    It counts as private if it or a page above it ever had a view restriction, as far as
    the feed knows.
    """
    left = _entries_leaving(paths_above(url_path))
    deleted = [
        each for each in left if (each.path_before, each.action) == (url_path, DELETED)
    ]
    changed_at = deleted[-1].changed_at if deleted else None
    if changed_at is None:
        return False
    # Until then the feed knows of it.
    dependencies.changes_at(changed_at + KEPT)
    return _was_public(url_path, left)


def was_public_at(url_path: str) -> bool:
    """True if a page that has left this ``url_path`` was public there; else as above."""
    return _was_public(url_path, _entries_leaving(paths_above(url_path)))


def paths_above(url_path: str) -> list[str]:
    """The path itself and those of the pages above it."""
    slugs = url_path.strip("/").split("/")
    return [f"/{'/'.join(slugs[:end])}/" for end in range(1, len(slugs) + 1)]


def _was_public(url_path: str, left: Sequence[ContentChange]) -> bool:
    """``left``: the entries of pages that have left this path or one above it."""
    paths = paths_above(url_path)
    standing = list(_pages_at(paths).values_list("pk", "path", "url_path"))
    known = {each.path_before for each in left} | {path for *_, path in standing}
    if not known.issuperset(paths):
        # A draft stood there, whose path is not in the feed, and may have been private.
        return False
    keys = {each.object_id for each in left}
    moved = Page.objects.filter(pk__in=keys).values_list("path", flat=True)
    return not (
        _are_hidden([*moved, *(path for _, path, _ in standing)])
        or _were_aliases(keys)
        or _were_restricted(keys | {pk for pk, *_ in standing})
    )


def _entries_leaving(paths: Collection[str]) -> list[ContentChange]:
    """The entries of pages that were deleted, unpublished or moved at these paths."""
    if len(paths) > MOST_LEVELS:
        return []
    beginnings = {path[:PATH_LENGTH] for path in paths}
    changes = ContentChange.objects.alias(beginning=Beginning("path_before"))
    left = changes.filter(
        kind=PAGE,
        action__in=[CHANGED, DELETED],
        beginning__in=beginnings,
        path_before__in=paths,
        changed_at__gt=timezone.now() - KEPT,
    )
    return list(left.exclude(path_before=F("path_after")).order_by("pk"))


def _pages_at(paths: Iterable[str]) -> QuerySet[Page]:
    """The pages that stand at these paths now; the slug has an index, the path not."""
    slugs = {path.rstrip("/").rpartition("/")[2] for path in paths}
    return Page.objects.filter(slug__in=slugs, url_path__in=paths)


def _are_hidden(tree_paths: Iterable[str]) -> bool:
    hidden = tuple(hidden_paths())
    return any(path.startswith(hidden) for path in tree_paths)


def _were_aliases(keys: Collection[int]) -> bool:
    """True if one was deleted as an alias: private if its original was, now unknown."""
    deleted = ContentChange.objects.filter(
        kind=PAGE, object_id__in=keys, action=DELETED
    )
    return any(
        RESTRICTIONS_TAG in tags for tags in deleted.values_list("tags", flat=True)
    )


def _were_restricted(keys: Iterable[int]) -> bool:
    tags = {f"{PAGE_TAG}{key}" for key in keys}
    restrictions = ContentChange.objects.filter(kind=RESTRICTION)
    return any(
        tags.intersection(touched)
        for touched in restrictions.values_list("tags", flat=True)
    )
