"""SQL that ranks the documents with the words of a query, the same on every database."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from core.site_search import database
from core.site_search.database import Alternatives, Column, Condition
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
# The columns of a row of the results.
HIT = "document.id, document.model, document.object_pk"
# SQL with placeholders, and its parameters; any: of every type.
Statement = tuple[str, list[Any]]


def ranked(scores: Statement, limit: int) -> Statement:
    """A statement with ids, models and object keys of documents, best first."""
    sql = f"""
        SELECT {HIT}
        FROM ({scores[0]}) AS scored
        JOIN {database.with_order()} ON document.id = scored.id
        ORDER BY scored.points DESC, {ORDER}
        LIMIT {limit}
    """  # noqa: S608 - constants
    return sql, scores[1]


def first(
    conditions: Sequence[Condition], limit: int, *, columns: str = HIT
) -> Statement:
    """The same of documents that meet the conditions, as if with equal points."""
    found = database.first_that_match(*conditions, order=ORDER, limit=limit)
    sql = f"""
        SELECT {columns}
        FROM {database.with_order()}
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


def indispensable(terms: Sequence[Term], mode: Mode) -> Sequence[Term]:
    """The rarest terms, of which a document needs one to have enough of the words."""
    total = weight_of(terms)
    rarest = sorted(terms, key=lambda term: term.found)
    for number in range(1, len(rarest)):
        if not _may_be_enough(rarest[number:], total, mode):
            return rarest[:number]
    return terms


def _may_be_enough(terms: Sequence[Term], total: int, mode: Mode) -> bool:
    """True if a document with these terms alone may have enough of the words."""
    weight = weight_of(terms)
    if mode == "most":
        return weight * 2 >= total or weight * sum(POINTS.values()) >= total * 3
    return mode == "any"


def weight_of(terms: Sequence[Term]) -> int:
    return sum(term.weight for term in terms)


def scored(
    terms: Sequence[Term], mode: Mode, *, among: Sequence[Term] = ()
) -> Statement:
    """A statement with the points of each document that has enough of the words.

    ``among``: of those only that have one of these terms.
    """
    needed = [with_any(among, "body")] if among else []
    if 0 < sum(term.found for term in among) < MOST:
        branches = [_branch_of_few(term, *needed) for term in terms]
    else:
        branches = [
            _branch(database.matching(*needed, condition), points, matched)
            for condition, points, matched in _worth(terms)
        ]
    return _summed(terms, mode, branches)


def scored_chosen(terms: Sequence[Term], mode: Mode, pages: Sequence[int]) -> Statement:
    """The same of the documents of the chosen pages with these keys."""
    branches: list[Statement] = [
        (
            f"SELECT id, {MOST_POINTS - place} AS points, {MOST_POINTS} AS matched "  # noqa: S608
            f"FROM ({_documents_of([page])}) AS chosen",
            [],
        )
        for place, page in enumerate(pages)
    ]
    chosen = f"WHERE found.id IN ({_documents_of(pages)})"
    for condition, points, matched in _worth(terms):
        sql, params = _branch(database.matching(condition), points, matched)
        branches.append((f"{sql} {chosen}", params))
    return _summed(terms, mode, branches)


def _documents_of(pages: Sequence[int]) -> str:
    keys = ", ".join(str(int(page)) for page in pages)
    return (
        f"SELECT id FROM {database.TABLE} "  # noqa: S608 - numbers
        f"WHERE object_pk IN ({keys}) AND url = '' AND part = ''"
    )


def _worth(terms: Sequence[Term]) -> Iterator[tuple[Condition, int, int]]:
    """The conditions that give points, with the points and the weight of the word."""
    for term in terms:
        for column, points in POINTS.items():
            matched = term.weight if column == "body" else 0
            yield with_any([term], column), points * term.weight, matched


def with_any(terms: Sequence[Term], column: Column) -> Condition:
    """Met by documents that have one of the terms, as ``with_term`` or in ``main``."""
    condition = {column: _alternatives(with_term(term, column) for term in terms)}
    strict = [term for term in terms if term.loose != term.alternatives]
    if column == "body" and strict:
        condition["main"] = _alternatives(with_term(term, "main") for term in strict)
    return condition


def _alternatives(conditions: Iterable[Condition]) -> Alternatives:
    return [
        each
        for condition in conditions
        for alternatives in condition.values()
        for each in alternatives
    ]


def _summed(
    terms: Sequence[Term], mode: Mode, branches: Sequence[Statement]
) -> Statement:
    total = weight_of(terms)
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
    terms: Sequence[Term],
    column: Column,
    found: int,
    others: Sequence[Term],
    mode: Mode,
) -> Statement:
    """The points of documents with all of the terms in this column, at most CHECKED,
    and of all that have one of the other terms, as far as they have enough words.
    """
    sql, params = _with_all(terms, column, found, "document.id, {points} AS points")
    every = [*terms, *others]
    rare_sql, rare_params = scored(every, mode, among=others)
    weight, total = weight_of(terms), weight_of(every)
    least = 0 if mode == "any" or weight * 2 >= total else total * 3
    # With another term, a document has more points than with these alone.
    sql = f"""
        SELECT id, MAX(points) AS points
        FROM (
            SELECT id, points FROM ({sql}) AS with_all WHERE points >= {least}
            UNION ALL SELECT id, points FROM ({rare_sql}) AS with_others
        ) AS scored
        GROUP BY id
    """  # noqa: S608 - constants, numbers and placeholders
    return sql, [*params, *rare_params]


def ranked_with_all(terms: Sequence[Term], column: Column, found: int) -> Statement:
    """The documents that have all words in this column, best first, at most CHECKED.

    Of MOST_COUNTED or more, those with words in their titles are ranked, and the first
    of the others.
    """
    return _with_all(terms, column, found, HIT)


def _with_all(
    terms: Sequence[Term], column: Column, found: int, columns: str
) -> Statement:
    """The same; ``columns`` to select may contain ``{points}``."""
    needed = [with_term(term, column) for term in terms]
    if column == "title":
        most = weight_of(terms) * sum(POINTS.values())
        return first(needed, CHECKED, columns=columns.format(points=most))
    if found < MOST_COUNTED:
        where, params = database.that_match(*needed)
    else:
        sql, listed = _first_of([_with_one_in_title(terms, needed), needed])
        where, params = f"document.id IN ({sql})", tuple(listed)
    points, looked_up = _looked_up(terms)
    with_points = "{points}" in columns
    sql = f"""
        SELECT {columns.format(points=points)}
        FROM {database.with_stems()}
        WHERE {where}
        ORDER BY {"points" if with_points else points} DESC, {ORDER}
        LIMIT {CHECKED}
    """  # noqa: S608 - constants and placeholders
    return sql, [*looked_up, *params] if with_points else [*params, *looked_up]


def _first_of(alternatives: Sequence[Sequence[Condition]]) -> Statement:
    """The first documents that meet the conditions, CHECKED of each alternative."""
    statements = [first(conditions, CHECKED) for conditions in alternatives]
    sql = " UNION ".join(f"SELECT id FROM ({sql}) AS found" for sql, _ in statements)  # noqa: S608 - constants
    return sql, [param for _, params in statements for param in params]


def counted_in_titles_or_main(terms: Sequence[Term]) -> Statement:
    """The numbers of documents with all of the terms in the title, at most MOST, and in
    ``main``, at most MOST_COUNTED.

    What is in the title is also in ``main``: if few have the terms there, titles are not
    counted, and their number is 0.
    """
    titles = database.shortest_counted(
        MOST, *(with_term(each, "title") for each in terms)
    )
    main = database.shortest_counted(
        MOST_COUNTED, *(with_term(each, "main") for each in terms)
    )
    sql = (
        f"SELECT CASE WHEN found < {MOST} THEN 0 ELSE ({titles.sql}) END, found "  # noqa: S608 - constants and placeholders
        f"FROM ({main.sql}) AS main"
    )
    return sql, [*titles.params, *main.params]


def _with_one_in_title(
    terms: Sequence[Term], needed: Sequence[Condition]
) -> Sequence[Condition]:
    """Met by documents that have what is needed, and one of the terms in the title."""
    in_title = with_any(terms, "title")
    if len(terms) == 1 and terms[0].loose == terms[0].alternatives:
        # What is in the title is also in the text.
        return [in_title]
    return [*needed, in_title]


def _looked_up(terms: Sequence[Term]) -> Statement:
    """The points for words in titles and summaries; what is in one is in both."""
    parts = [str(POINTS["body"] * weight_of(terms))]
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


def _branch(found: database.Query, points: int, matched: int) -> Statement:
    """The points of the documents that were found, and the weight of their words."""
    return (
        f"SELECT id, {points} AS points, {matched} AS matched "  # noqa: S608
        f"FROM ({found.sql}) AS found",
        [*found.params],
    )


def _branch_of_few(term: Term, needed: Condition) -> Statement:
    """The same of documents with this term that meet the condition, if they are few.

    Of many, the full-text index finds the words in titles and summaries faster.
    """
    where, params = database.that_match(needed, with_any([term], "body"))
    points, looked_up = _looked_up([term])
    sql = (
        f"SELECT document.id, {points} AS points, {term.weight} AS matched "  # noqa: S608
        f"FROM {database.with_stems()} WHERE {where}"
    )
    return sql, [*looked_up, *params]


def _union(branches: Sequence[Statement]) -> Statement:
    sql = " UNION ALL ".join(sql for sql, _ in branches)
    return sql, [param for _, params in branches for param in params]
