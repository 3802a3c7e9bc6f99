"""Lists of articles in the admin, read from indexes of the page table.

Wagtail counts and sorts all articles of a list, with the columns and the states of each,
for the fifty that it shows.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.models import Page

from articles.lists import kind_of_articles
from core.keys_first import KeysFirst

# Columns of the page table, by which an index or few rows are sorted.
ORDERINGS = {"latest_revision_created_at", "title", "ord"}
# Below a page with more children, the articles are read in their order and not sorted.
FEW = 1000


class ArticleList(IndexView):
    """Wagtail's list of articles, which selects those that it shows by their keys."""

    def get_paginator(
        self,
        # Any: a list or a queryset; what Django's paginator takes.
        queryset: Any,
        per_page: int,
        **options: Any,
    ) -> Paginator:
        if not (self.is_searching or self.is_filtering) and (
            str(self.ordering).removeprefix("-") in ORDERINGS
        ):
            keys = self.pages_listed().order_by(*queryset.query.order_by)
            queryset = KeysFirst(queryset, keys)
        return super().get_paginator(queryset, per_page, **options)

    def pages_listed(self) -> QuerySet[Page]:
        """The rows of the page table that are listed without a search or a filter."""
        seen = self.permission_policy.explorable_instances(self.request.user)
        pages = Page.objects.filter(content_type=kind_of_articles(), depth__gt=1)
        return pages.filter(pk__in=seen.values("pk"))


class ArticleExplorer(ArticleList, ExplorableIndexView):
    """The same for the articles below an index page."""

    def pages_listed(self) -> QuerySet[Page]:
        above = self.parent_page
        below = "path__startswith" if above.numchild < FEW else "path__inside"
        pages = super().pages_listed()
        pages = pages.filter(**{below: above.path, "depth": above.depth + 1})
        for change in hooks.get_hooks("construct_explorer_page_queryset"):
            pages = change(above, pages, self.request)
        return pages
