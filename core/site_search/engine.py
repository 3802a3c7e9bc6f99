"""Search over everything that visitors can find, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
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
    found = _ranked(plan, "most", _visible_on(home, tuple(hidden)))
    shown = [key for key, _ in found[start : start + limit]]
    return Found(plan, _hits(shown), len(found))


def search_pages(
    query: str, pages: QuerySet, *, exact: bool = False, mode: Mode = "most"
) -> FoundPages:
    """Pages of this queryset, which says who may see what."""
    plan = _plan(query, exact=exact)
    # A word that no document has keeps "all" from finding anything.
    if not plan.known or (mode == "all" and plan.missing):
        return FoundPages(plan, [])
    found = _ranked(replace(plan, chosen=()), mode, _among(pages))
    return FoundPages(plan, [page for _, page in found])


def _ranked(plan: Plan, mode: Mode, allowed: Allowed) -> list[tuple[int, int]]:
    """The ids of documents and the keys of their objects, best first, at most MOST."""
    terms = plan.known
    if terms and not plan.chosen and min(t.found for t in terms) >= ranking.MOST:
        statements = (
            ranking.ranked_titles(terms, allowed),
            *(
                ranking.ranked(ranking.scored_with_all(terms, column), allowed)
                for column in ("main", "body")
            ),
        )
        for statement in statements:
            found = database.rows(*statement)
            if len(found) >= ranking.MOST:
                return found
    scores = ranking.scored(terms, mode, plan.chosen)
    return database.rows(*ranking.ranked(scores, allowed))


def _hits(keys: Sequence[int]) -> list[Hit]:
    if not keys:
        return []
    places = ", ".join(["%s"] * len(keys))
    rows = database.rows(
        "SELECT found.id, found.model, found.object_pk, found.title, found.text, "  # noqa: S608 - constants
        f"found.url, page.url_path FROM {database.TABLE} AS found "
        f"LEFT JOIN {Page._meta.db_table} AS page ON page.id = found.object_pk "
        f"WHERE found.id IN ({places})",
        keys,
    )
    hits = {key: Hit(*values) for key, *values in rows}
    return [hits[key] for key in keys if key in hits]


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
    return [count for _, count in sorted(database.rows(sql, params))]


def _visible_on(home: Page, hidden: tuple[str, ...]) -> Allowed:
    conditions: list[str] = []
    params: list[Any] = []
    for kind in documents.kinds.values():
        sql, own = _visible(kind, home, home.path, hidden)
        conditions.append(f"(document.model = %s AND {sql})")
        params += [kind.label, *own]
    return " OR ".join(conditions), params


def _among(pages: QuerySet) -> Allowed:
    labels = [kind.label for kind in documents.kinds.values() if kind.is_page]
    try:
        sql, params = _holding(pages)
    except EmptyResultSet:
        return "1 = 0", ()
    places = ", ".join(["%s"] * len(labels))
    return f"document.model IN ({places}) AND {sql}", [*labels, *params]


# Compiling costs more than the search itself. The SQL depends on these values only.
@lru_cache(maxsize=100)
def _visible(kind: Kind, home: Page, path: str, hidden: tuple[str, ...]) -> Allowed:
    """True for documents of visible objects; ``path`` is that of the home page."""
    return _holding(kind.visible(home, hidden))


def _holding(objects: QuerySet) -> Allowed:
    """True if the object of the document is among these.

    The form makes the databases look for this one; for EXISTS and IN they may collect
    all objects first.
    """
    key = RawSQL("document.object_pk", ())
    same = objects.order_by().filter(pk=key).values("pk")[:1]
    sql, params = same.query.get_compiler(using=connection.alias).as_sql()
    return f"({sql}) IS NOT NULL", params
