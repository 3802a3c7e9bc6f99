"""Queries on aliases, Wagtail's pages that mirror another page."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from wagtail.models import Page, PageViewRestriction

from core import dependencies

Pages = TypeVar("Pages", bound=QuerySet)


def originals_of(pages: Iterable[Page]) -> dict[int, int | None]:
    """The original's id for each id in the alias chains of the pages; None at the end.

    One query for each step of the longest chain, independent of the number of pages.
    """
    known: dict[int, int | None] = {}
    missing = {page.alias_of_id for page in pages} - {None}
    while missing:
        known |= dict.fromkeys(missing)
        rows = Page.objects.filter(pk__in=missing)
        with dependencies.narrowed(*(f"page-{key}" for key in missing)):
            known.update(rows.values_list("pk", "alias_of"))
        missing = set(known.values()) - known.keys() - {None}
    return known


def paths_of_aliases(keys: Collection[int]) -> list[str]:
    """The tree paths of all direct and indirect aliases of these pages."""
    paths: dict[int, str] = {}
    while keys:
        aliases = Page.objects.filter(alias_of__in=keys).values_list("pk", "path")
        # Each only once, for rows that were made aliases of each other by hand.
        new = {pk: path for pk, path in aliases if pk not in paths}
        paths |= new
        keys = new.keys()
    return list(paths.values())


def without_repeats(pages: Pages) -> Pages:
    """The pages without those aliases whose original is among the pages."""
    # By EXISTS, PostgreSQL would read all pages for a list that has one alias.
    original = pages.order_by().filter(pk=OuterRef("alias_of")).values("pk")[:1]
    is_there = IsNull(Subquery(original), False)
    return pages.exclude(Q(alias_of__isnull=False) & is_there)


def own_restrictions(
    page: Page, asked: QuerySet[PageViewRestriction]
) -> QuerySet[PageViewRestriction]:
    """View restrictions of the aliases at and above a page, which Wagtail ignores.

    ``asked``: those of which it knows. An alias has its original's; its own count where
    the original has none.
    """
    aliases = [
        each
        for each in page.get_ancestors(inclusive=True).only("alias_of")
        if each.alias_of_id
    ]
    originals, restricted = originals_of(aliases), {each.page_id for each in asked}
    open_ones = [
        each.pk
        for each in aliases
        if restricted.isdisjoint(_chain(each.alias_of_id, originals))
    ]
    return PageViewRestriction.objects.filter(page__in=open_ones)


def _chain(key: int | None, originals: dict[int, int | None]) -> set[int]:
    """The original's id, and those of its originals."""
    chain: set[int] = set()
    while key and key not in chain:
        chain.add(key)
        key = originals[key]
    return chain
