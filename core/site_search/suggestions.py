"""Suggestions while a visitor types: links to what has a title that may be meant."""

from collections import defaultdict
from collections.abc import Sequence

from wagtail.models import Page

from core import dependencies
from core.search import analysis
from core.site_search import (
    database,
    index_state,
    planning,
    synonyms,
    title_index,
    visibility,
    vocabulary,
)
from core.site_search.database import Query
from core.site_search.engine import Hit
from core.site_search.index_state import IndexState
from core.site_search.planning import Plan
from core.site_search.results import Link, links
from core.site_search.synonyms import Stems
from core.site_search.title_index import Wanted

SHORTEST = 2
MOST = 8
# The shortest titles, of which the MOST that fit best are shown.
CANDIDATES = 40
# Titles that are read at first; all, if visitors can see fewer than MOST of them.
READ = 200


def suggestions(typed: str, home: Page, *, hidden: Sequence[str]) -> list[Link]:
    """At most ``MOST`` links for what was typed; none for less than ``SHORTEST`` letters.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    dependencies.keep_off_the_disk()
    words = [word for parts in analysis.compounds_of(typed) for word in parts]
    if len("".join(words)) < SHORTEST:
        return []
    hits = _candidates(title_index.matching(_ways(words)), home, tuple(hidden))
    hits.sort(key=lambda hit: _distance(words, hit.title))
    return links(hits, home, hidden=hidden)[:MOST]


def _ways(words: Sequence[str]) -> list[Wanted]:
    """The words as a search understands them, or the last one as a beginning, as typed
    and in the right spelling: "siatic" leads to "sciatica".
    """
    state = index_state.read()
    *head, last = words
    whole, before = (_plan(" ".join(each), state) for each in (words, head))
    beginnings = dict.fromkeys([last, *(whole.corrected_to or "").split()[-1:]])
    return [
        Wanted(_terms(whole)),
        *(Wanted(_terms(before), beginning=each) for each in beginnings),
    ]


def _terms(plan: Plan) -> list[tuple[Stems, ...]]:
    return [term.alternatives for term in plan.terms]


def _plan(query: str, state: IndexState) -> Plan:
    return planning.make(
        query,
        synonyms.current(state),
        vocabulary.current(state),
        _uncounted,
        total=index_state.number_of_documents(state),
    )


def _uncounted(terms: Sequence[Sequence[Stems]]) -> list[int]:
    """No number of documents: weights matter for ranking only, and cost a query."""
    return [0] * len(terms)


def _candidates(query: Query, home: Page, hidden: tuple[str, ...]) -> list[Hit]:
    """The visible documents of the query with the shortest titles."""
    for limit in (READ, database.UNLIMITED):
        hits = _shortest(query, limit)
        keys: dict[str, list[int]] = defaultdict(list)
        for hit in hits:
            keys[hit.model].append(hit.pk)
        seen = visibility.on_site(home, hidden, keys)
        found = [hit for hit in hits if (hit.model, hit.pk) in seen]
        if len(found) >= MOST or len(hits) < limit:
            break
    return found[:CANDIDATES]


def _shortest(query: Query, limit: int) -> list[Hit]:
    sql = (
        "SELECT document.model, document.object_pk, document.title, '', document.url, "  # noqa: S608 - constants and placeholders
        f"page.url_path FROM ({query.sql}) AS found "
        f"JOIN {database.TABLE} AS document ON document.id = found.id "
        f"LEFT JOIN {Page._meta.db_table} AS page ON page.id = document.object_pk "
        f"ORDER BY document.title_length, "
        f"document.published_at DESC NULLS LAST, document.id DESC LIMIT {limit}"
    )
    return [Hit(*row) for row in database.rows(sql, query.params)]


def _distance(words: Sequence[str], title: str) -> int:
    """0 for a title that begins as typed, 1 for one that has all of the words or words
    that begin with them, else 2.
    """
    in_title = [word for parts in analysis.compounds_of(title) for word in parts]
    if " ".join(in_title).startswith(" ".join(words)):
        return 0
    has_all = all(any(each.startswith(word) for each in in_title) for word in words)
    return 1 if has_all else 2
