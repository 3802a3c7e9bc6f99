"""Pages that a search finds, as a list to slice and count, for the lists of the APIs."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core.site_search import engine
from core.site_search.engine import FoundPages
from core.site_search.planning import Plan
from core.site_search.ranking import Mode

MODES: dict[str | None, Mode] = {"and": "all", "or": "any"}


class PageResults:
    """Pages of a queryset that a query finds: best first, unless they are ordered.

    ``operator`` is that of Wagtail's APIs: "and", "or", or None for most words.
    """

    def __init__(
        self,
        pages: QuerySet,
        query: str,
        *,
        operator: str | None = None,
        exact: bool = False,
        is_ordered: bool = False,
    ) -> None:
        self.pages, self.is_ordered = pages, is_ordered
        self.options: dict[str, Any] = {
            "exact": exact,
            "mode": MODES.get(operator, "most"),
        }
        self.query = query

    @cached_property
    def found(self) -> FoundPages:
        return engine.search_pages(self.query, self.pages, **self.options)

    @property
    def plan(self) -> Plan:
        return self.found.plan

    @property
    def keys(self) -> Sequence[int]:
        return self.found.keys

    def __getitem__(self, part: slice) -> list[Any]:
        if self.is_ordered:
            return list(self.pages.filter(pk__in=self.keys)[part])
        keys = self.keys[part]
        rows = {page.pk: page for page in self.pages.filter(pk__in=keys)}
        return [rows[key] for key in keys if key in rows]

    def __len__(self) -> int:
        return len(self.keys)

    def count(self) -> int:
        return len(self.keys)
