"""Paths of deleted pages, from the change feed."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from core import dependencies
from core.page_data import hidden_paths
from delivery.models import PAGE_TAG, PATH_LENGTH, Beginning, ContentChange
from delivery.retention import KEPT

# A path of more levels is none of a page.
MOST_LEVELS = 30
RESTRICTION = "restriction"


def was_deleted_at(url_path: str) -> bool:
    """True if a page that was public had this ``url_path`` when it was deleted.

    It counts as private if it or a page above it ever had a view restriction, as far as
    the feed knows.
    """
    paths = paths_above(url_path)
    if len(paths) > MOST_LEVELS:
        return False
    deleted = {each.path_before: each for each in _deleted_at(paths)}
    entry = deleted.get(url_path)
    if entry is None or entry.changed_at is None:
        return False
    # Until then the feed knows of it.
    dependencies.changes_at(entry.changed_at + KEPT)
    above = dict(_pages_at(paths).values_list("pk", "path"))
    keys = {*above, *(each.object_id for each in deleted.values())}
    return not (_are_hidden(above.values()) or _were_restricted(keys))


def paths_above(url_path: str) -> list[str]:
    """The path itself and those of the pages above it."""
    slugs = url_path.strip("/").split("/")
    return [f"/{'/'.join(slugs[:end])}/" for end in range(1, len(slugs) + 1)]


def _deleted_at(paths: Iterable[str]) -> QuerySet[ContentChange]:
    beginnings = [path[:PATH_LENGTH] for path in paths]
    deleted = ContentChange.objects.alias(beginning=Beginning("path_before"))
    return deleted.filter(
        kind="page",
        action=ContentChange.Action.DELETED,
        beginning__in=beginnings,
        path_before__in=paths,
        changed_at__gt=timezone.now() - KEPT,
    ).order_by("pk")


def _pages_at(paths: Iterable[str]) -> QuerySet[Page]:
    """The pages that stand at these paths now; the slug has an index, the path not."""
    slugs = {path.rstrip("/").rpartition("/")[2] for path in paths}
    return Page.objects.filter(slug__in=slugs, url_path__in=paths)


def _are_hidden(tree_paths: Iterable[str]) -> bool:
    hidden = tuple(hidden_paths())
    return any(path.startswith(hidden) for path in tree_paths)


def _were_restricted(keys: Iterable[int]) -> bool:
    tags = {f"{PAGE_TAG}{key}" for key in keys}
    restrictions = ContentChange.objects.filter(kind=RESTRICTION)
    return any(
        tags.intersection(touched)
        for touched in restrictions.values_list("tags", flat=True)
    )
