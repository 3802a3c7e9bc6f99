"""Forgiving search of the admin, where the words as typed find nothing.

Drafts are found too: the index has a document for each page, published or not.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.site_search import engine


def keys(queryset: QuerySet, query: str) -> Sequence[int]:
    """The keys of the objects, best first; none for a model that is not indexed."""
    return engine.search_pages(query, queryset).keys
