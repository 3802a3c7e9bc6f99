"""SQL that ranks the documents with the words of a query, the same on every database."""

from collections.abc import Sequence
from typing import Any, Literal

from core.site_search import database
from core.site_search.database import COLUMNS, Column, Condition
from core.site_search.planning import Term

# How many words of the query a document must have.
Mode = Literal["most", "all", "any"]
# Points of a term by the column that contains it; they add up, see ``database``.
POINTS: dict[Column, int] = {"title": 6, "main": 3, "body": 1}
# Further points of each term if a document has all of them: the words in the text count
# as much as in the summary then, but less than in the title.
POINTS_FOR_ALL = 2
# Most words, by their weights, or a word in the title that makes up for others.
ENOUGH: dict[Mode, str] = {
    "most": "SUM(matched) * 2 >= {total} OR SUM(points) >= {total} * 3",
    "all": "SUM(matched) = {total}",
    "any": "SUM(matched) > 0",
}
# The maximum number of hits, which bounds the cost.
MOST = 1000
# Documents that are checked for who may see them, if the first MOST are not enough all.
CHECKED = 1250
# More than any document gets for its words.
MOST_POINTS = 1_000_000
# The order of documents with equal points.
ORDER = """
    document.title_length, document.published_at DESC NULLS LAST, document.id DESC
"""
# SQL with placeholders, and its parameters; any: of every type.
Statement = tuple[str, list[Any]]


def ranked(scores: Statement, limit: int) -> Statement:
    """A statement with ids, models and object keys of documents, best first."""
    sql = f"""
        SELECT document.id, document.model, document.object_pk
        FROM ({scores[0]}) AS scored
        JOIN {database.with_keys()} ON document.id = scored.id
        ORDER BY scored.points DESC, {ORDER}
        LIMIT {limit}
    """  # noqa: S608 - constants
    return sql, scores[1]


def ranked_titles(terms: Sequence[Term], limit: int) -> Statement:
    """The same of documents with all words in their titles: they have equal points."""
    found = database.that_match(*(_condition(term, "title") for term in terms))
    sql = f"""
        SELECT document.id, document.model, document.object_pk
        FROM {database.TABLE} AS document
        WHERE {found.sql}
        ORDER BY {ORDER}
        LIMIT {limit}
    """  # noqa: S608 - constants
    return sql, [*found.params]


def scored(terms: Sequence[Term], mode: Mode, chosen: Sequence[int] = ()) -> Statement:
    """A statement with the points of each document that has enough of the words.

    ``chosen``: keys of pages that come first.
    """
    total = sum(term.weight for term in terms)
    branches = _chosen(chosen)
    for term in terms:
        for column, points in POINTS.items():
            matched = term.weight if column == "body" else 0
            found = database.matching(_condition(term, column))
            branches.append(_branch(found, points * term.weight, matched))
    branches_sql, params = _union(branches)
    sql = f"""
        SELECT id, SUM(points) + CASE
            WHEN SUM(matched) >= {total} THEN {total * POINTS_FOR_ALL} ELSE 0
        END AS points
        FROM ({branches_sql}) AS branches
        GROUP BY id
        HAVING {ENOUGH[mode].format(total=total)}
    """  # noqa: S608 - constants, numbers and placeholders
    return sql, params


def scored_with_all(
    terms: Sequence[Term], column: Column, chosen: Sequence[int] = ()
) -> Statement:
    """The same for the documents that have all words in this column."""
    total = sum(term.weight for term in terms)
    stricter = COLUMNS[: COLUMNS.index(column)]
    points = sum(POINTS[each] for each in COLUMNS[COLUMNS.index(column) :])
    needed = [_condition(term, column) for term in terms]
    branches = [
        *_chosen(chosen),
        _branch(database.matching(*needed), total * points, 1),
    ]
    for term in terms:
        for each in stricter:
            found = database.matching(*needed, _condition(term, each))
            branches.append(_branch(found, POINTS[each] * term.weight, 0))
    sql, params = _union(branches)
    if len(branches) > 1:
        sql = f"""
            SELECT id, SUM(points) AS points FROM ({sql}) AS branches GROUP BY id
        """  # noqa: S608 - numbers and placeholders
    return sql, params


def _chosen(pages: Sequence[int]) -> list[Statement]:
    return [
        (
            f"SELECT id, {MOST_POINTS - place} AS points, {MOST_POINTS} AS matched "  # noqa: S608
            f"FROM {database.TABLE} WHERE object_pk = {int(page)} "
            "AND url = '' AND part = ''",
            [],
        )
        for place, page in enumerate(pages)
    ]


def _branch(found: database.Query, points: int, matched: int) -> Statement:
    """The points of the documents that were found, and the weight of their words."""
    return (
        f"SELECT id, {points} AS points, {matched} AS matched "  # noqa: S608
        f"FROM ({found.sql}) AS found",
        [*found.params],
    )


def _union(branches: Sequence[Statement]) -> Statement:
    sql = " UNION ALL ".join(sql for sql, _ in branches)
    return sql, [param for _, params in branches for param in params]


def _condition(term: Term, column: Column) -> Condition:
    if column == "body":
        return {"body": term.loose, "main": term.alternatives}
    return {column: term.alternatives}
