"""Search over everything that visitors can find, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from wagtail.models import Page

from core.site_search import (
    chosen_results,
    database,
    documents,
    index_state,
    planning,
    ranking,
    synonyms,
    vocabulary,
)
from core.site_search.documents import Kind
from core.site_search.planning import Plan
from core.site_search.ranking import Allowed, Mode
from core.site_search.synonyms import Stems

# Documents that are counted to find out how common a word is.
MOST_COUNTED = 2000


class Hit(NamedTuple):
    """A search document: the label and key of its object, and its texts.

    ``url`` is empty for objects without one of their own; ``url_path`` is Wagtail's, for
    pages only.
    """

    model: str
    pk: int
    title: str
    text: str
    url: str
    url_path: str | None


@dataclass(frozen=True)
class Found:
    """Hits of a query, best first, and how it was understood.

    ``hits`` are those asked for, ``count`` is the number of all, at most ``ranking.MOST``;
    0 if there is none at the place that was asked for.
    """

    plan: Plan
    hits: Sequence[Hit]
    count: int


@dataclass(frozen=True)
class FoundPages:
    """The keys of pages, best first, and how the query was understood."""

    plan: Plan
    keys: Sequence[int]


def search(
    query: str,
    home: Page,
    *,
    exact: bool = False,
    hidden: Sequence[str],
    start: int = 0,
    limit: int,
) -> Found:
    """Hits that visitors of the site with this home page can see.

    ``exact`` searches for the words as typed, without corrections. ``hidden``: the tree
    paths of pages with view restrictions. ``start`` hits are left out.
    """
    plan = _plan(query, exact=exact)
    if not (plan.known or plan.chosen):
        return Found(plan, [], 0)
    allowed = _visible_on(home, tuple(hidden))
    sql, params = ranking.ranked(plan.known, allowed, "most", chosen=plan.chosen)
    rows = _rows(
        f"WITH ranked AS ({sql}) SELECT (SELECT COUNT(*) FROM ranked), "  # noqa: S608 - constants
        "found.model, found.object_pk, found.title, found.text, found.url, page.url_path "
        f"FROM ranked JOIN {database.TABLE} AS found ON found.id = ranked.id "
        f"LEFT JOIN {Page._meta.db_table} AS page ON page.id = found.object_pk "
        "WHERE place > %s AND place <= %s ORDER BY place",
        [*params, start, start + limit],
    )
    return Found(plan, [Hit(*row[1:]) for row in rows], rows[0][0] if rows else 0)


def search_pages(
    query: str, pages: QuerySet, *, exact: bool = False, mode: Mode = "most"
) -> FoundPages:
    """Pages of this queryset, which says who may see what."""
    plan = _plan(query, exact=exact)
    # A word that no document has keeps "all" from finding anything.
    terms = plan.terms if mode == "all" else plan.known
    if not terms:
        return FoundPages(plan, [])
    sql, params = ranking.ranked(terms, _among(pages), mode)
    rows = _rows(
        f"WITH ranked AS ({sql}) SELECT found.object_pk FROM ranked "  # noqa: S608 - constants
        f"JOIN {database.TABLE} AS found ON found.id = ranked.id ORDER BY place",
        params,
    )
    return FoundPages(plan, [key for (key,) in rows])


def _plan(query: str, *, exact: bool) -> Plan:
    state = index_state.read()
    plan = planning.make(
        query,
        synonyms.current(state),
        vocabulary.current(state),
        _counts,
        total=state.documents,
        exact=exact,
    )
    chosen = chosen_results.current(state).of(plan.corrected_to or query)
    return replace(plan, chosen=tuple(chosen))


# Any: values of every type.
def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _counts(terms: Sequence[Sequence[Stems]]) -> list[int]:
    """The number of documents that match, at most MOST_COUNTED, in one query."""
    if not terms:
        return []
    queries = [database.matching({"body": alternatives}) for alternatives in terms]
    sql = " UNION ALL ".join(
        f"SELECT {number}, COUNT(*) FROM (SELECT * FROM ({query.sql}) AS found "  # noqa: S608
        f"LIMIT {MOST_COUNTED}) AS counted"
        for number, query in enumerate(queries)
    )
    params = [param for query in queries for param in query.params]
    return [count for _, count in sorted(_rows(sql, params))]


def _visible_on(home: Page, hidden: tuple[str, ...]) -> Allowed:
    conditions: list[str] = []
    params: list[Any] = []
    for kind in documents.kinds.values():
        sql, own = _visible(kind, home, home.path, hidden)
        conditions.append(f"(document.model = %s AND document.object_pk IN ({sql}))")
        params += [kind.label, *own]
    return " OR ".join(conditions), params


def _among(pages: QuerySet) -> Allowed:
    labels = [kind.label for kind in documents.kinds.values() if kind.is_page]
    keys = pages.order_by().values("pk").query
    try:
        sql, params = keys.get_compiler(using=connection.alias).as_sql()
    except EmptyResultSet:
        return "1 = 0", ()
    places = ", ".join(["%s"] * len(labels))
    condition = f"document.model IN ({places}) AND document.object_pk IN ({sql})"
    return condition, [*labels, *params]


# Compiling costs more than the search itself. The SQL depends on these values only.
@lru_cache(maxsize=100)
def _visible(
    kind: Kind, home: Page, path: str, hidden: tuple[str, ...]
) -> tuple[str, tuple[Any, ...]]:
    """SQL for the keys of the visible objects; ``path`` is that of the home page."""
    visible = kind.visible(home, hidden).order_by().values("pk")
    sql, params = visible.query.get_compiler(using=connection.alias).as_sql()
    return sql, tuple(params)
