"""State of the search tables, by which processes know when to read them again."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from core.models import ChosenResult, SearchDocument, SearchSynonyms, SearchWord


class IndexState(NamedTuple):
    """Numbers of rows, the key of the last word, and the times of the last changes."""

    documents: int
    last_word: int
    words: int
    synonyms: int
    synonyms_changed_at: datetime | str | None
    chosen: int
    chosen_changed_at: datetime | str | None


def read() -> IndexState:
    """The current state, in one query."""
    models = (SearchDocument, SearchWord, SearchSynonyms, ChosenResult)
    documents, words, synonyms, chosen = (model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM {documents}), "  # noqa: S608 - names of tables
            f"(SELECT COALESCE(MAX(id), 0) FROM {words}), "
            f"(SELECT COUNT(*) FROM {words}), "
            f"(SELECT COUNT(*) FROM {synonyms}), "
            f"(SELECT MAX(updated_at) FROM {synonyms}), "
            f"(SELECT COUNT(*) FROM {chosen}), "
            f"(SELECT MAX(updated_at) FROM {chosen})"
        )
        return IndexState(*cursor.fetchone())
