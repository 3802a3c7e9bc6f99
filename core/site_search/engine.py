"""Search over everything that visitors can find, in a constant number of queries."""

from collections import ChainMap, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import QuerySet
from wagtail.models import Page

from core import dependencies
from core.site_search import (
    chosen_results,
    database,
    index_state,
    planning,
    ranking,
    synonyms,
    visibility,
    vocabulary,
)
from core.site_search.chosen_results import ChosenResults
from core.site_search.database import Column, Condition
from core.site_search.index_state import Newest
from core.site_search.planning import Counter, Plan, Term
from core.site_search.ranking import Mode, Statement
from core.site_search.synonyms import Stems
from core.site_search.visibility import Keys, Object
from core.site_search.vocabulary import Vocabulary

# Those of the objects that may be found.
Visible = Callable[[Keys], Collection[Object]]
# Words in more documents than this are known to visitors, whoever sees the documents.
MOST_CHECKED = 50
# Words in so many documents are counted once for many searches …
KEPT = 250
# … and so many of them and of their combinations.
MOST_KEPT = 10_000
Alternatives = tuple[Stems, ...]


class Row(NamedTuple):
    """A search document that was found, and its object."""

    id: int
    model: str
    object_pk: int


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
    dependencies.keep_off_the_disk()
    visible = partial(visibility.on_site, home, tuple(hidden))
    plan = _plan(query, exact=exact)
    found = _ranked(plan, "most", visible)
    if unseen := _unseen(query, plan, found, visible):
        plan = _plan(query, exact=exact, unseen=unseen)
        found = _ranked(plan, "most", visible)
    shown = [each.id for each in found[start : start + limit]]
    return Found(plan, _hits(shown), len(found))


def search_pages(
    query: str, pages: QuerySet, *, exact: bool = False, mode: Mode = "most"
) -> FoundPages:
    """Pages of this queryset, which says who may see what; or objects of another kind."""
    dependencies.keep_off_the_disk()
    visible = partial(visibility.among, pages)
    plan = _plan(query, exact=exact, with_chosen=False)
    found = _ranked(plan, mode, visible)
    if plan.corrected_to and (unseen := _unseen(query, plan, found, visible)):
        plan = _plan(query, exact=exact, unseen=unseen, with_chosen=False)
        found = _ranked(plan, mode, visible)
    return FoundPages(plan, [each.object_pk for each in found])


def _ranked(plan: Plan, mode: Mode, visible: Visible) -> Sequence[Row]:
    """The documents that are visible, best first, at most MOST."""
    # A word that no document has keeps "all" from finding anything.
    if mode == "all" and plan.missing:
        return []
    chosen = _chosen(plan, mode)
    found: Sequence[Row] = _seen(chosen, visible) if not plan.known else []
    for rows, enough in _attempts(plan.known, mode) if plan.known else ():
        found = _seen([*dict.fromkeys([*chosen, *rows])], visible)
        if len(found) >= enough:
            break
    return found


def _attempts(terms: Sequence[Term], mode: Mode) -> Iterator[tuple[Sequence[Row], int]]:
    """Documents, best first, and the number of visible ones that is enough.

    The first are found fastest, the last are all.
    """
    needed = ranking.indispensable(terms, mode)
    among: Sequence[Term] = ()
    if len(needed) < len(terms) and needed[-1].found < ranking.MOST:
        among = needed
    else:
        enough = ranking.MOST if mode == "any" else ranking.ENOUGH_WITH_ALL
        if rows := _with_all(terms, mode, enough):
            yield rows, enough if len(rows) < ranking.CHECKED else ranking.MOST
    scores = ranking.scored(terms, mode, among=among)
    rows = _rows(ranking.ranked(scores, ranking.CHECKED))
    yield rows, 0 if len(rows) < ranking.CHECKED else ranking.MOST
    yield _rows(ranking.ranked(scores, database.UNLIMITED)), 0


def _chosen(plan: Plan, mode: Mode) -> list[Row]:
    """The documents of chosen results, which come first."""
    if not plan.chosen:
        return []
    scores = ranking.scored_chosen(plan.known, mode, plan.chosen)
    return _rows(ranking.ranked(scores, ranking.CHECKED))


def _rows(statement: Statement) -> list[Row]:
    return [Row(*row) for row in database.rows(*statement)]


def _with_all(terms: Sequence[Term], mode: Mode, enough: int) -> list[Row]:
    """The best documents, if enough have all words, or all but the rarest; else none.

    A common word is in so many texts that ranking all of them would take long.
    """
    by_found = sorted(terms, key=lambda term: term.found)
    for number in range(1 if mode == "all" else len(terms)):
        rare, common = by_found[:number], by_found[number:]
        if common[0].found < enough:
            continue
        place = _column_with(common, enough, counted=bool(rare))
        if not place:
            continue
        if rare:
            scores = ranking.scored_with_all(common, *place, rare, mode)
            return _rows(ranking.ranked(scores, ranking.CHECKED))
        rows = _rows(ranking.ranked_with_all(common, *place))
        if len(rows) >= enough:
            return rows
    return []


def _column_with(
    terms: Sequence[Term], enough: int, *, counted: bool
) -> tuple[Column, int] | None:
    """The column in which enough documents have all of the terms, and their number.

    Unless ``counted``, the text with the number of documents with one of the terms, if
    there are no others or they are few: counting those with all takes half as long as
    ranking them.
    """
    few = min((term.found for term in terms if not term.synonyms), default=0)
    if place := _in_titles_or_main(terms):
        return place
    is_few = few < ranking.MOST_COUNTED or len(terms) == 1
    if not counted and few and is_few:
        return "body", few
    (found,) = _counts([[ranking.with_term(term, "body") for term in terms]])
    return ("body", found) if found >= enough else None


def _in_titles_or_main(terms: Sequence[Term]) -> tuple[Column, int] | None:
    """The first of these columns in which MOST documents have all of the terms."""
    ((titles, main),) = database.rows(*ranking.counted_in_titles_or_main(terms))
    if titles >= ranking.MOST:
        return "title", titles
    return ("main", main) if main >= ranking.MOST else None


def _seen(rows: Sequence[Row], visible: Visible) -> Sequence[Row]:
    keys: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        keys[row.model].append(row.object_pk)
    seen = visible(keys) if keys else set()
    return [row for row in rows if row[1:] in seen][: ranking.MOST]


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


def _unseen(
    query: str, plan: Plan, found: Sequence[Row], visible: Visible
) -> set[Stems]:
    """Stems of typed and corrected words that only documents outside ``visible`` have.

    A correction to such a word, or that it is not called missing, would tell of them.
    ``found`` are the visible documents that the plan leads to.
    """
    # Editors wrote synonyms for visitors. A correction to a word of a deleted page is
    # in no document.
    rare = [
        term
        for term in plan.terms
        if term.found <= MOST_CHECKED
        and not term.synonyms
        and (term.weight or term.text not in query.lower())
    ]
    # Editors chose words for visitors, too, and what was found for one word shows it.
    if plan.chosen or not rare or (found and rare == list(plan.known) and not rare[1:]):
        return set()
    objects = _objects_with(rare)
    shown = {each[1:] for each in found}
    doubtful = [each for each in objects if not each & shown]
    keys: dict[str, list[int]] = defaultdict(list)
    for model, key in set().union(*doubtful):
        keys[model].append(key)
    seen = set(visible(keys)) if keys else set()
    return {
        each
        for term, own in zip(rare, objects, strict=True)
        if not own & (shown | seen)
        for each in term.own
    }


def _objects_with(terms: Sequence[Term]) -> list[set[Object]]:
    """The objects that have each of the terms, in one query."""
    queries = [database.matching({"body": term.own}) for term in terms]
    sql = " UNION ALL ".join(
        f"SELECT {number}, document.model, document.object_pk "  # noqa: S608 - numbers and placeholders
        f"FROM ({found.sql}) AS found "
        f"JOIN {database.TABLE} AS document ON document.id = found.id"
        for number, found in enumerate(queries)
    )
    objects: list[set[Object]] = [set() for _ in terms]
    params = [param for found in queries for param in found.params]
    for number, model, key in database.rows(sql, params):
        objects[number].add((model, key))
    return objects


def _plan(
    query: str,
    *,
    exact: bool,
    unseen: Collection[Stems] = (),
    with_chosen: bool = True,
) -> Plan:
    state = index_state.read()
    chosen = chosen_results.current(state)
    plan = planning.make(
        query,
        synonyms.current(state),
        _with_chosen(vocabulary.current(state), chosen),
        _counter(state.documents),
        total=index_state.number_of_documents(state),
        exact=exact,
        unseen=unseen,
    )
    first = chosen.of(plan.corrected_to or query) if with_chosen else ()
    return replace(plan, chosen=tuple(first))


@lru_cache(maxsize=2)
def _with_chosen(words: Vocabulary, chosen: ChosenResults) -> Vocabulary:
    """The vocabulary with the words of chosen results, which no text may have."""
    return words.with_words(chosen.words)


def _counter(newest: Newest) -> Counter:
    """Counts the documents with each of these, at most MOST_COUNTED; each only once."""
    kept = _kept(newest) if newest.number >= index_state.NEWEST else {}
    known = ChainMap[Alternatives, int]({}, kept)

    def counts(terms: Sequence[Sequence[Stems]]) -> list[int]:
        keys = [tuple(each) for each in terms]
        asked = [each for each in dict.fromkeys(keys) if each not in known]
        found = _counts([[{"body": alternatives}] for alternatives in asked])
        known.update(zip(asked, found, strict=True))
        if len(kept) < MOST_KEPT:
            kept.update({each: known[each] for each in asked if known[each] >= KEPT})
        return [known[each] for each in keys]

    return counts


@lru_cache(maxsize=1)
def _kept(newest: Newest) -> dict[Alternatives, int]:
    """Filled with the counts of common words; counting them takes longest.

    They are counted again when there is a new document. Until then so many changes of
    other documents only change the weight of a word.
    """
    return {}


def _counts(conditions: Sequence[Sequence[Condition]]) -> list[int]:
    """The number of documents that meet the conditions, likewise, in one query."""
    if not conditions:
        return []
    counted = [database.counted(ranking.MOST_COUNTED, *each) for each in conditions]
    sql = " UNION ALL ".join(
        f"SELECT {number}, found FROM ({query.sql}) AS counted"  # noqa: S608 - numbers and placeholders
        for number, query in enumerate(counted)
    )
    params = [param for query in counted for param in query.params]
    return [count for _, count in sorted(database.rows(sql, params))]
