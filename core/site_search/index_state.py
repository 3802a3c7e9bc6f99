"""State of the search tables, by which processes know when to read them again."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from core.models import ChosenResult, SearchDocument, SearchSynonyms, SearchWord
from core.shared_values import shared
from core.site_search import database

# Rows that are looked at: counting all took a fifth of a search on PostgreSQL.
NEWEST = 500


class Newest(NamedTuple):
    """The newest rows of a table, at most NEWEST: their number, first and last key.

    A row that another transaction commits late is among them as well.
    """

    number: int
    first: int
    last: int


class IndexState(NamedTuple):
    """The newest documents and words, and numbers and last changes of the others."""

    documents: Newest
    words: Newest
    synonyms: int
    synonyms_changed_at: datetime | str | None
    chosen: int
    chosen_changed_at: datetime | str | None
    # Rises also with what is written past the models, once it is committed.
    version: int | None


# SQL of a number that rises with each change of synonyms and chosen results.
_version = "NULL"


def register_version(sql: str) -> None:
    """Registers an SQL expression for the version of synonyms and chosen results."""
    global _version
    _version = sql


def read() -> IndexState:
    """The current state, in one query, which answers share."""
    state: IndexState = shared("search index state", _read)
    return state


def _read() -> IndexState:
    words, synonyms, chosen = (
        model._meta.db_table for model in (SearchWord, SearchSynonyms, ChosenResult)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM {_newest(database.with_order())} AS documents, "  # noqa: S608 - names of tables
            f"{_newest(words)} AS words, "
            f"(SELECT COUNT(*), MAX(updated_at) FROM {synonyms}) AS synonyms, "
            f"(SELECT COUNT(*), MAX(updated_at) FROM {chosen}) AS chosen, "
            f"(SELECT {_version} AS number) AS version"
        )
        row = cursor.fetchone()
    return IndexState(Newest(*row[:3]), Newest(*row[3:6]), *row[6:])


def _newest(table: str) -> str:
    return (
        "(SELECT COUNT(*), COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM "  # noqa: S608 - a name of a table
        f"(SELECT id FROM {table} ORDER BY id DESC LIMIT {NEWEST}) AS newest)"
    )


def number_of_documents(state: IndexState) -> int:
    """The number of documents, by which words are common or rare.

    Of many documents, it is counted again when there is a new one: the removal of an
    older one changes it too little to matter.
    """
    if state.documents.number < NEWEST:
        return state.documents.number
    return _counted(state.documents)


@lru_cache(maxsize=1)
def _counted(newest: Newest) -> int:
    return SearchDocument.objects.count()
