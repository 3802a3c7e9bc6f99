"""Rules and queries for which pages are public: live, and not below a restriction."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction

from core import dependencies
from core.aliases import paths_of_aliases
from core.shared_values import shared


def ancestor_paths(page: Page) -> list[str]:
    """The tree paths of the page's ancestors, without the tree's root."""
    step = page.steplen
    return [page.path[:end] for end in range(2 * step, len(page.path), step)]


def hidden_paths() -> list[str]:
    """The tree paths of pages with view restrictions; their descendants are hidden too.

    Includes aliases: an alias has the restrictions of its original.
    """
    return shared("hidden paths", _hidden_paths)


def _hidden_paths() -> list[str]:
    with dependencies.narrowed("restrictions"):
        # No join: without a restriction SQLite would read all pages to join them.
        restricted = PageViewRestriction.objects.values("page_id")
        paths = dict(Page.objects.filter(pk__in=restricted).values_list("pk", "path"))
        return [*paths.values(), *paths_of_aliases(paths)]


def under(paths: Sequence[str], prefix: str = "") -> Q:
    """Condition for pages at or below these paths; ``prefix``: lookup of the page."""
    return Q(**{f"{prefix}path__under": paths})


def public_in_bulk(keys: Collection[int], hidden: Sequence[str]) -> dict[int, Page]:
    """The public pages with these ids."""
    with dependencies.narrowed(*(f"page-{key}" for key in keys)):
        found = _live(Page.objects.filter(pk__in=keys))
    hidden = tuple(hidden)
    return {
        key: page for key, page in found.items() if not page.path.startswith(hidden)
    }


def live_at(paths: Collection[str]) -> dict[int, Page]:
    with dependencies.narrowed():
        return _live(Page.objects.filter(path__in=paths))


def _live(pages: QuerySet[Page]) -> dict[int, Page]:
    # Others are read, too, as the answer changes with them.
    found = pages.only(
        "content_type", "depth", "live", "path", "slug", "title", "url_path"
    ).in_bulk()
    return {key: page for key, page in found.items() if page.live}
