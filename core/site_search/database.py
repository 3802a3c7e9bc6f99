"""Full-text index of the site search on SQLite (FTS5) and PostgreSQL (tsvector).

Both hold the stems of ``core.search.analysis`` without positions, so that the same query
matches the same documents. Their columns ``title_stems``, ``main_stems`` and
``body_stems`` contain each other: what is in one is also in the next.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from django.db import connection

from core.models import SearchDocument, SearchWord

Column = Literal["title", "main", "body"]
COLUMNS: tuple[Column, ...] = ("title", "main", "body")
# LIMIT of a query that is not limited, in both databases.
UNLIMITED = 2**62
# On SQLite, so few documents are sorted …
FEW = 2000
# … and of more, so many are read in their order, to find out if enough of them match.
READ = 800
COLUMN_NAMES = ", ".join(f"{column}_stems" for column in COLUMNS)
TABLE = "core_searchdocument"
FTS_TABLE = f"{TABLE}_fts"
# Stems that all occur in a document; a document matches if one of several tuples does.
Alternatives = Collection[tuple[str, ...]]
# Met by one of the alternatives in one of the columns.
Condition = Mapping[Column, Alternatives]


class Stems(NamedTuple):
    """The distinct stems of a document by column."""

    title: Collection[str]
    main: Collection[str]
    body: Collection[str]


class Query(NamedTuple):
    """SQL with placeholders for the ids of documents, and its parameters."""

    sql: str
    params: tuple[str, ...]


def store(rows: Iterable[tuple[int, Stems]]) -> None:
    """Writes the stems of the documents with these ids."""
    texts = [
        (key, " ".join(row.title), " ".join(row.main), " ".join(row.body))
        for key, row in rows
    ]
    if connection.vendor == "postgresql":
        values: list[tuple[int | str, ...]] = [(*text, key) for key, *text in texts]
        vectors = ", ".join(
            f"{column}_stems = array_to_tsvector(string_to_array(%s, ' '))"
            for column in COLUMNS
        )
        statement = f"UPDATE {TABLE} SET {vectors} WHERE id = %s"  # noqa: S608 - constants
    else:
        remove([key for key, *_ in texts])
        values = list(texts)
        statement = (
            f"INSERT INTO {FTS_TABLE} (rowid, {COLUMN_NAMES}) "  # noqa: S608 - constants
            "VALUES (%s, %s, %s, %s)"
        )
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def remove(keys: Sequence[int]) -> None:
    """Removes the stems of documents; PostgreSQL removes them with their rows."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {FTS_TABLE} WHERE rowid = %s",  # noqa: S608 - constant
                [(key,) for key in keys],
            )


def analyse() -> None:
    """Updates the statistics by which queries are planned.

    PostgreSQL does so by itself, but only minutes after an index was built; SQLite
    never does.
    """
    with connection.cursor() as cursor:
        for model in (SearchDocument, SearchWord):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def matching(*conditions: Condition) -> Query:
    """The documents that meet every condition."""
    if connection.vendor == "postgresql":
        where = that_match(*conditions)
        sql = f"SELECT id FROM {TABLE} AS document WHERE {where.sql}"  # noqa: S608 - constants
        return Query(sql, where.params)
    match = " AND ".join(f"({_fts_expression(condition)})" for condition in conditions)
    sql = f"SELECT rowid AS id FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s"  # noqa: S608 - constants
    return Query(sql, (match,))


def counted(most: int, *conditions: Condition, order: str = "") -> Query:
    """The number of documents that meet every condition, at most ``most``."""
    found = matching(*conditions)
    sql = (
        f"SELECT COUNT(*) AS found FROM "  # noqa: S608 - numbers and placeholders
        f"(SELECT 1 FROM ({found.sql}{order}) AS found LIMIT {most}) AS counted"
    )
    return Query(sql, found.params)


def shortest_counted(most: int, *conditions: Condition) -> Query:
    """The same, found by the index of the order of documents where that is faster.

    PostgreSQL goes through it until there are enough, instead of looking up all that
    match, if its statistics let it expect many.
    """
    is_ordered = connection.vendor == "postgresql"
    order = " ORDER BY document.title_length" if is_ordered else ""
    return counted(most, *conditions, order=order)


def that_match(*conditions: Condition) -> Query:
    """The same as a condition on the rows of ``document``."""
    if connection.vendor != "postgresql":
        found = matching(*conditions)
        return found._replace(sql=f"document.id IN ({found.sql})")
    where = " AND ".join(
        f"({' OR '.join(f'document.{column}_stems @@ %s::tsquery' for column in each)})"
        for each in conditions
    )
    params = (
        _joined(alternatives, "'", " & ", " | ")
        for condition in conditions
        for alternatives in condition.values()
    )
    return Query(where, tuple(params))


def first_that_match(*conditions: Condition, order: str, limit: int) -> Query:
    """The same condition, where only the first so many in this order are asked for.

    On SQLite, few others meet it, as sorting many would take long: of fewer than FEW that
    match, all do; else those among the first READ documents of all, if they are enough;
    else the first in the index of the order.
    """
    if connection.vendor != "postgresql":
        return _first_of_many(matching(*conditions), conditions, order, limit)
    return that_match(*conditions)


def _first_of_many(
    found: Query, conditions: Sequence[Condition], order: str, limit: int
) -> Query:
    held = [holds(condition) for condition in conditions]
    # A limit of 0 keeps a step from being taken. CROSS JOIN keeps the order; with the
    # plus, the index of the order is read instead of looking up each that matches.
    sql = f"""document.id IN (
        WITH few AS MATERIALIZED (SELECT id FROM ({found.sql}) LIMIT {FEW}),
        near AS MATERIALIZED (
            SELECT document.id
            FROM (
                SELECT id FROM {TABLE} AS document ORDER BY {order} LIMIT {READ}
            ) AS document
            CROSS JOIN {FTS_TABLE}_content AS stems ON stems.id = document.id
            WHERE {" AND ".join(f"({each.sql})" for each in held)}
            LIMIT CASE (SELECT COUNT(*) FROM few) WHEN {FEW} THEN {limit} ELSE 0 END
        )
        SELECT id FROM few WHERE (SELECT COUNT(*) FROM few) < {FEW}
        UNION ALL SELECT id FROM near
        UNION ALL SELECT id FROM (
            SELECT document.id
            FROM {TABLE} AS document
            WHERE +document.id IN ({found.sql})
            ORDER BY {order}
            LIMIT CASE
                WHEN (SELECT COUNT(*) FROM few) < {FEW} THEN 0
                WHEN (SELECT COUNT(*) FROM near) = {limit} THEN 0
                ELSE {limit}
            END
        )
    )"""  # noqa: S608 - constants, numbers and placeholders
    tested = (param for each in held for param in each.params)
    return Query(sql, (*found.params, *tested, *found.params))


def holds(condition: Condition) -> Query:
    """The condition on single rows of ``with_stems``; slow for many, or long texts."""
    if connection.vendor == "postgresql":
        return that_match(condition)
    tests = {
        column: " OR ".join(
            " AND ".join(
                [f"instr(' ' || stems.c{COLUMNS.index(column)} || ' ', %s)"] * len(each)
            )
            for each in alternatives
        )
        for column, alternatives in condition.items()
    }
    params = (
        f" {stem} "
        for alternatives in condition.values()
        for each in alternatives
        for stem in each
    )
    return Query(" OR ".join(tests.values()), tuple(params))


def with_order() -> str:
    """The table, for lookups of what documents are ordered by."""
    if connection.vendor == "postgresql":
        return f"{TABLE} AS document"
    return f"{TABLE} AS document INDEXED BY {TABLE}_order_by_id"


def with_stems() -> str:
    """The same with the stems that ``holds`` looks at."""
    if connection.vendor == "postgresql":
        return with_order()
    return f"{with_order()} JOIN {FTS_TABLE}_content AS stems ON stems.id = document.id"


SET = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
RESET = "; SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT"


# Any: values of every type.
def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query on the index.

    PostgreSQL takes a common word for a reason to read the whole table, and unpacks
    the stems of each document: it does not know what that costs.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(sql, params)
            return cursor.fetchall()
        # Outside a transaction, they hold for these statements only.
        after = RESET if connection.in_atomic_block else ""
        cursor.execute(f"{SET}; {sql}{after}", params)
        cursor.nextset()
        cursor.nextset()
        return cursor.fetchall()


def _fts_expression(condition: Condition) -> str:
    return " OR ".join(
        f"({{{column}_stems}} : ({joined}))"
        for column, alternatives in condition.items()
        for joined in [_joined(alternatives, '"', " AND ", " OR ")]
    )


def _joined(alternatives: Alternatives, quote: str, every: str, any_of: str) -> str:
    """The alternatives in a full-text query language; stems are letters and digits."""
    parts = (
        every.join(f"{quote}{stem}{quote}" for stem in each) for each in alternatives
    )
    return any_of.join(f"({part})" for part in parts)
