"""Pages in full: at a path below a home page, or of a row; with few queries."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Locale, Page, get_page_models

from core import dependencies, last_changes
from core.compiled_queries import CompiledQuery
from core.shared_values import shared


@CompiledQuery
def _at_path(slug: str, url_path: str, depth: int, *, below: str) -> QuerySet:
    # The slug has an index, the path not.
    candidates = Page.objects.filter(
        slug=slug, depth=depth, url_path=url_path, path__startswith=below
    )
    return candidates.values_list("pk", "content_type_id")[:1]


@CompiledQuery
def _live(key: int) -> QuerySet:
    found = Page.objects.live().filter(pk=key).order_by()
    return found.values_list("path", "content_type_id")


@CompiledQuery
def _with_key(key: int, *, model: type[Page], related: Sequence[str]) -> QuerySet:
    return _whole_rows(model, related).filter(pk=key).order_by()


def _whole_rows(model: type[Page], related: Sequence[str]) -> QuerySet:
    # Any: expressions of any kind.
    counted: dict[str, Any] = getattr(model, "api_annotations", dict)()
    found = model._default_manager.select_related(*related)
    return found.annotate(updated_at=last_changes.time_of_page(), **counted)


def page_below(home: Page, slugs: Sequence[str]) -> Page | None:
    """The specific page at this path below ``home``, or None.

    Two queries, however deep it is.
    """
    url_path = f"{home.url_path}{'/'.join(slugs)}/"
    depth = home.depth + len(slugs)
    found = _at_path(slugs[-1], url_path, depth, below=home.path)
    return _in_full(*found[0]) if found else None


def live_below(home: Page, key: int) -> Page | None:
    """The specific live page with this key at or below ``home``, or None.

    It may have a view restriction. Two queries.
    """
    with dependencies.narrowed(f"page-{key}"):
        found = _live(key)
    for path, content_type in found:
        if path.startswith(home.path):
            return _in_full(key, content_type)
    return None


def in_full(page: Page) -> Page:
    """The specific page, with what readers see of related objects.

    The page as it is, if it was deleted since it was read.
    """
    if isinstance(page, page.specific_class or Page):
        return page
    return _in_full(page.pk, page.content_type_id) or page


def _in_full(key: int, content_type: int) -> Page | None:
    # None if the code of the page type is gone. Any: a page type.
    model: Any = ContentType.objects.get_for_id(content_type).model_class() or Page
    related = getattr(model, "api_select_related", ())
    with dependencies.narrowed(f"page-{key}"):
        found = _with_key(key, model=model, related=tuple(related))
    page = next(iter(found), None)
    if page:
        page.locale = locale_with(page.locale_id)
    return page


def locale_with(key: int) -> Locale:
    """The locale with this key, which answers share."""
    return shared(("locale", key), lambda: _locale(key)[0])


@CompiledQuery
def _locale(key: int) -> QuerySet[Locale]:
    return Locale.objects.filter(pk=key)


# Any: pages of the type.
def many_in_full(model: type[Page], keys: Sequence[int]) -> list[Any]:
    """The pages of a type with these keys, in this order, as ``in_full`` gives them."""
    related = getattr(model, "api_select_related", ())
    with dependencies.narrowed(*(f"page-{key}" for key in keys)):
        found = {
            page.pk: page for page in _whole_rows(model, related).filter(pk__in=keys)
        }
    for page in found.values():
        page.locale = locale_with(page.locale_id)
    return [found[key] for key in keys if key in found]


@cache
def is_by_path(*routes: object) -> bool:
    """True if no page type finds the pages below it in another way than these."""
    return all(model.route in routes for model in get_page_models())
