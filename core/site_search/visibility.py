"""SQL for the search documents that visitors of a site can see."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from core.models import SearchDocument
from core.site_search.documents import kinds

# SQL with placeholders, and its parameters; any: of every type.
Statement = tuple[str, tuple[Any, ...]]


def visible_on(home: Page, hidden: Sequence[str]) -> Statement:
    """A statement with the ids of the documents, for the site with this home page.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    return _compiled(home, home.path, tuple(hidden))


# Compiling costs more than a search. The SQL depends on these values only.
@lru_cache(maxsize=100)
def _compiled(home: Page, path: str, hidden: tuple[str, ...]) -> Statement:
    condition = Q(pk__in=[])
    for kind in kinds.values():
        seen = kind.visible(home, hidden).order_by().values("pk")
        condition |= Q(model=kind.label, object_pk__in=seen)
    documents = SearchDocument.objects.filter(condition).values("pk")
    sql, params = documents.query.get_compiler(using=connection.alias).as_sql()
    return sql, tuple(params)
