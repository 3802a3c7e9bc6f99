"""Rules and queries for which pages are public: live, and not below a restriction."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction

from core import dependencies
from core.aliases import paths_of_aliases
from core.compiled_queries import CompiledQuery
from core.shared_values import recalled, remember, shared

# Key of shared values: a live page with the columns that links need.
IN_BRIEF = "page in brief"


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
        paths = dict(_restricted())
        return [*paths.values(), *paths_of_aliases(paths)]


@CompiledQuery
def _restricted() -> QuerySet:
    # No join: without a restriction SQLite would read all pages to join them.
    restricted = PageViewRestriction.objects.values("page_id")
    return Page.objects.filter(pk__in=restricted).values_list("pk", "path")


def under(paths: Sequence[str], prefix: str = "") -> Q:
    """Condition for pages at or below these paths; ``prefix``: lookup of the page."""
    return Q(**{f"{prefix}path__under": paths})


def public_in_bulk(keys: Collection[int], hidden: Sequence[str]) -> dict[int, Page]:
    """The public pages with these ids."""
    found = {key: page for key in keys if (page := recalled((IN_BRIEF, key)))}
    missing = sorted({*keys} - found.keys())
    with dependencies.narrowed(*(f"page-{key}" for key in keys)):
        read = _live(_with_keys(missing)) if missing else {}
    for key, page in read.items():
        remember((IN_BRIEF, key), page, f"page-{key}")
    found |= read
    hidden = tuple(hidden)
    return {
        key: page for key, page in found.items() if not page.path.startswith(hidden)
    }


def live_at(paths: frozenset[str]) -> dict[int, Page]:
    """The live pages at these tree paths.

    Other answers share them where each path has one: no tag tells that another page
    takes the path of a draft.
    """
    found: dict[int, Page] | None = recalled((IN_BRIEF, paths))
    if found is None:
        with dependencies.narrowed():
            found = _live(_with_paths(sorted(paths)))
        if len(found) == len(paths):
            remember((IN_BRIEF, paths), found, *(f"page-{key}" for key in found))
    dependencies.add(*(f"page-{key}" for key in found))
    return found


def _live(pages: Sequence[Page]) -> dict[int, Page]:
    # Others are read, too, as the answer changes with them.
    return {page.pk: page for page in pages if page.live}


@CompiledQuery
def _with_keys(keys: Sequence[int]) -> QuerySet[Page]:
    return _in_brief().filter(pk__in=keys)


@CompiledQuery
def _with_paths(paths: Sequence[str]) -> QuerySet[Page]:
    return _in_brief().filter(path__in=paths)


def _in_brief() -> QuerySet[Page]:
    names = ("content_type", "depth", "live", "path", "slug", "title", "url_path")
    return Page.objects.order_by().only(*names)
