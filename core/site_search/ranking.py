"""SQL that ranks the documents with the words of a query, the same on every database."""

from collections.abc import Sequence
from typing import Any, Literal

from core.site_search import database
from core.site_search.database import Column, Condition
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
# The maximum number of hits, which bounds the cost. If more have all words in the title,
# or in title, summary and headings, only those are ranked.
MOST = 250
# If so many documents have all words, those with only most of them are left out.
ENOUGH_WITH_ALL = 100
# The documents of which the visible ones are found first; if they are fewer than MOST,
# all are ranked.
CHECKED = 320
# Documents that are counted to find out how common a word is.
MOST_COUNTED = 2000
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
        JOIN {database.with_order()} ON document.id = scored.id
        ORDER BY scored.points DESC, {ORDER}
        LIMIT {limit}
    """  # noqa: S608 - constants
    return sql, scores[1]


def first(conditions: Sequence[Condition], limit: int) -> Statement:
    """The same of documents that meet the conditions, as if with equal points."""
    found = database.that_match(*conditions, in_order=True)
    sql = f"""
        SELECT document.id, document.model, document.object_pk
        FROM {database.TABLE} AS document
        WHERE {found.sql}
        ORDER BY {ORDER}
        LIMIT {limit}
    """  # noqa: S608 - constants
    return sql, [*found.params]


def with_term(term: Term, column: Column) -> Condition:
    """Met by documents that have the term in this column.

    Of the synonyms, those with common words must be in what a text is about.
    """
    if column == "body":
        return {"body": term.loose}
    return {column: term.alternatives}


def scored(terms: Sequence[Term], mode: Mode, chosen: Sequence[int] = ()) -> Statement:
    """A statement with the points of each document that has enough of the words.

    ``chosen``: keys of pages that come first.
    """
    total = sum(term.weight for term in terms)
    branches = _chosen(chosen)
    for term in terms:
        for column, points in POINTS.items():
            matched = term.weight if column == "body" else 0
            condition = with_term(term, column)
            if column == "body" and term.loose != term.alternatives:
                condition = {**condition, "main": term.alternatives}
            found = database.matching(condition)
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


def ranked_with_all(terms: Sequence[Term], column: Column, found: int) -> Statement:
    """The same of documents that have all words in this column, at most CHECKED.

    Of MOST_COUNTED or more, those with words in their titles are ranked, and the first
    of the others.
    """
    needed = [with_term(term, column) for term in terms]
    if column == "title":
        return first(needed, CHECKED)
    if found < MOST_COUNTED:
        where, params = database.that_match(*needed)
    else:
        sql, listed = _first_of([[*needed, _in_title(terms)], needed])
        where, params = f"document.id IN ({sql})", tuple(listed)
    points, looked_up = _looked_up(terms)
    sql = f"""
        SELECT document.id, document.model, document.object_pk
        FROM {database.with_stems()}
        WHERE {where}
        ORDER BY {points} DESC, {ORDER}
        LIMIT {CHECKED}
    """  # noqa: S608 - constants and placeholders
    return sql, [*params, *looked_up]


def _first_of(alternatives: Sequence[Sequence[Condition]]) -> Statement:
    """The first documents that meet the conditions, CHECKED of each alternative."""
    statements = [first(conditions, CHECKED) for conditions in alternatives]
    sql = " UNION ".join(f"SELECT id FROM ({sql}) AS found" for sql, _ in statements)  # noqa: S608 - constants
    return sql, [param for _, params in statements for param in params]


def _in_title(terms: Sequence[Term]) -> Condition:
    return {"title": [each for term in terms for each in term.alternatives]}


def _looked_up(terms: Sequence[Term]) -> Statement:
    """The points for words in titles and summaries; what is in one is in both."""
    parts: list[str] = []
    params: list[Any] = []
    for term in terms:
        main, title = (
            database.holds({column: term.alternatives}) for column in ("main", "title")
        )
        points = POINTS["main"] * term.weight
        more = (POINTS["main"] + POINTS["title"]) * term.weight
        parts.append(
            f"CASE WHEN {main.sql} THEN "
            f"CASE WHEN {title.sql} THEN {more} ELSE {points} END ELSE 0 END"
        )
        params += [*main.params, *title.params]
    return " + ".join(parts), params


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
