"""Full-text index of the site search on SQLite (FTS5) and PostgreSQL (tsvector).

Both hold the stems of ``core.search.analysis`` without positions, so that the same query
matches the same documents. Their columns ``title_stems``, ``main_stems`` and
``body_stems`` contain each other: what is in one is also in the next.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from django.db import connection

Column = Literal["title", "main", "body"]
COLUMNS: tuple[Column, ...] = ("title", "main", "body")
# LIMIT of a query that is not limited, in both databases.
ALL = 2**62
COLUMN_NAMES = ", ".join(f"{column}_stems" for column in COLUMNS)
TABLE = "core_searchdocument"
FTS_TABLE = f"{TABLE}_fts"
# Stems that all occur in a document; a document matches if one of several tuples does.
Alternatives = Collection[tuple[str, ...]]
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


def matching(*conditions: Condition) -> Query:
    """The documents that meet every condition.

    A condition is met by one of the alternatives in one of the columns.
    """
    if connection.vendor == "postgresql":
        where = " AND ".join(
            f"({' OR '.join(f'{column}_stems @@ %s::tsquery' for column in condition)})"
            for condition in conditions
        )
        params = (
            _joined(alternatives, "'", " & ", " | ")
            for condition in conditions
            for alternatives in condition.values()
        )
        return Query(f"SELECT id FROM {TABLE} WHERE {where}", tuple(params))  # noqa: S608 - constants
    sql = f"SELECT rowid AS id FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s"  # noqa: S608 - constants
    match = " AND ".join(f"({_fts_expression(condition)})" for condition in conditions)
    return Query(sql, (match,))


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
