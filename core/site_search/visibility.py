"""Checks of found objects: those that visitors of a site can see.

Only the objects that were found are checked, in one query: there may be many others.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from wagtail.models import Page

from core.site_search import database, documents
from core.site_search.documents import Kind

# Where the keys of objects are put into compiled SQL.
KEYS = "THE_KEYS"
# The label of a model and the key of an object of it.
Object = tuple[str, int]
# Keys of objects by the label of their model.
Keys = Mapping[str, Sequence[int]]


def on_site(home: Page, hidden: tuple[str, ...], keys: Keys) -> set[Object]:
    """Those of the objects that visitors of the site with this home page can see.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    parts: list[str] = []
    params: list[Any] = []
    for label, own in keys.items():
        if kind := documents.kinds.get(label):
            sql, values = _visible(kind, home, home.path, hidden)
            listed = _list_of(own) if kind.is_page else _rows_of(own)
            found = sql.replace(KEYS, listed)
            parts.append(f"SELECT %s, found.* FROM ({found}) AS found")  # noqa: S608 - numbers
            params += [label, *values]
    return set(database.rows(" UNION ALL ".join(parts), params)) if parts else set()


def among(pages: QuerySet, keys: Keys) -> set[Object]:
    """Those of the objects that are among the pages, or among those of another kind."""
    own = {
        key: label
        for label, kind in documents.kinds.items()
        if issubclass(kind.model, pages.model)
        for key in keys.get(label, ())
    }
    if not own:
        return set()
    listed = RawSQL(_rows_of(own), ())  # noqa: S611 - numbers
    found = pages.order_by().filter(pk__in=listed).values_list("pk", flat=True)
    return {(own[key], key) for key in found}


def _list_of(keys: Iterable[int]) -> str:
    """SQL of the keys, for lookups in one table."""
    return ", ".join(str(int(key)) for key in keys)


def _rows_of(keys: Iterable[int]) -> str:
    """The same for joined tables: PostgreSQL looks up each, unlike those of a list."""
    return "VALUES " + ", ".join(f"({int(key)})" for key in keys)


# Compiling costs more than the search itself. The SQL depends on these values only.
@lru_cache(maxsize=100)
def _visible(
    kind: Kind, home: Page, path: str, hidden: tuple[str, ...]
) -> tuple[str, tuple[Any, ...]]:
    """SQL for those of the objects with KEYS that are visible.

    ``path`` is that of the home page.
    """
    keys = RawSQL(KEYS, ())  # noqa: S611 - a constant
    visible = kind.visible(home, hidden).order_by().filter(pk__in=keys)
    return visible.values("pk").query.get_compiler(using=connection.alias).as_sql()
