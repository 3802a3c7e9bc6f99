"""SQL that ranks the documents with the words of a query, the same on every database."""

from collections.abc import Sequence
from typing import Any, Literal

from core.site_search import database
from core.site_search.database import Column
from core.site_search.planning import Term

# How many words of the query a document must have.
Mode = Literal["most", "all", "any"]
# Points of a term by the column that contains it; they add up, see ``database``.
POINTS: dict[Column, int] = {"body": 1, "main": 3, "title": 6}
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
# More than any document gets for its words.
MOST_POINTS = 1_000_000
# SQL with placeholders, and its parameters; any: of every type.
Statement = tuple[str, list[Any]]
# A condition on the documents that may be found, likewise.
Allowed = tuple[str, Sequence[Any]]


def ranked(
    terms: Sequence[Term], allowed: Allowed, mode: Mode, *, chosen: Sequence[int] = ()
) -> Statement:
    """A statement with the ids of at most MOST documents and their ``place``, from 1 on.

    ``chosen``: keys of pages that come first.
    """
    scores, params = _scores(terms, chosen)
    total = sum(term.weight for term in terms)
    sql = f"""
        WITH scored AS (
            SELECT id, SUM(points) AS points, SUM(matched) AS matched
            FROM ({scores}) AS branches
            GROUP BY id
            HAVING {ENOUGH[mode].format(total=total)}
        )
        SELECT document.id, ROW_NUMBER() OVER (
            ORDER BY scored.points
                + CASE WHEN scored.matched >= {total} THEN {total * POINTS_FOR_ALL} ELSE 0 END
                DESC,
            document.title_length, document.published_at DESC NULLS LAST, document.id DESC
        ) AS place
        FROM scored JOIN {database.TABLE} AS document ON document.id = scored.id
        WHERE {allowed[0]}
        ORDER BY place LIMIT {MOST}
    """  # noqa: S608 - constants, numbers and placeholders
    return sql, [*params, *allowed[1]]


def _scores(terms: Sequence[Term], chosen: Sequence[int]) -> Statement:
    """A statement with the points of each document, a row for each term and column."""
    branches = [
        f"SELECT id, {MOST_POINTS - place} AS points, {MOST_POINTS} AS matched "  # noqa: S608
        f"FROM {database.TABLE} WHERE object_pk = {int(page)} AND url = '' AND part = ''"
        for place, page in enumerate(chosen)
    ]
    params: list[Any] = []
    for term in terms:
        for column, points in POINTS.items():
            query = database.matching(_condition(term, column))
            matched = term.weight if column == "body" else 0
            branches.append(
                f"SELECT id, {points * term.weight} AS points, {matched} AS matched "  # noqa: S608
                f"FROM ({query.sql}) AS found"
            )
            params += query.params
    return " UNION ALL ".join(branches), params


def _condition(term: Term, column: Column) -> database.Condition:
    if column == "body":
        return {"body": term.loose, "main": term.alternatives}
    return {column: term.alternatives}
