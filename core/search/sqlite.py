"""Search backend for SQLite that queries and ranks by its FTS5 index once."""

from django.db.backends.utils import CursorWrapper
from modelsearch.backends.database.sqlite import sqlite as upstream
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)

from core.search.ranking import (
    MOST,
    ForgivingAutocomplete,
    RankedCompiler,
    RankedResults,
    ReadingOnce,
    WithoutTitleNorms,
)

# Matches that are ranked before the queryset filters them: bounds the memory.
MOST_MATCHES = 20_000
# The columns in the order of modelsearch's migration, which FTS5's bm25 needs.
COLUMNS = ("autocomplete", "body", "title")


class SQLiteCompiler(RankedCompiler, SQLiteSearchQueryCompiler):
    LAST_TERM_IS_PREFIX = True

    def ask(self, cursor: CursorWrapper) -> list[tuple[str, float]]:
        allowed, allowed_params = self.allowed()
        types = self.content_types()
        index = SQLiteFTSIndexEntry._meta.db_table
        # The inner query sorts by FTS5's rank column; CROSS JOIN prevents SQLite from
        # querying the index for every entry, which is quadratic.
        sql = f"""
            SELECT entry.object_id, found.score
            FROM (
                SELECT rowid, rank AS score FROM {index}
                WHERE {index} MATCH %s AND rank MATCH %s
                ORDER BY rank LIMIT %s
            ) AS found
            CROSS JOIN {IndexEntry._meta.db_table} AS entry ON entry.id = found.rowid
            WHERE entry.content_type_id IN ({", ".join(["%s"] * len(types))})
            AND entry.object_id IN ({allowed})
            ORDER BY found.score, entry.id DESC LIMIT %s
        """  # noqa: S608 - table names and placeholders, no input
        params = [self.match(), self.rank(), MOST_MATCHES, *types, *allowed_params]
        cursor.execute(sql, [*params, MOST])
        return cursor.fetchall()

    def match(self) -> str:
        """The FTS5 query; the last word matches as a prefix."""
        conditions = self.conditions('"{}"', '"{}"*', every=" AND ", any_of=" OR ")
        words = self.operator(every=" AND ", any_of=" OR ").join(conditions)
        return f"{{{' '.join(self.weights)}}} : ({words})"

    def rank(self) -> str:
        weights = (self.weights.get(column, 0.0) for column in COLUMNS)
        return f"bm25({', '.join(map(str, weights))})"


class SQLiteAutocompleteCompiler(
    ForgivingAutocomplete, SQLiteCompiler, SQLiteAutocompleteQueryCompiler
):
    weights = {"autocomplete": 1.0}


class SQLiteResults(RankedResults, SQLiteSearchResults):
    pass


class Indexer(ReadingOnce, upstream.ObjectIndexer):
    pass


# The index finds its class there.
upstream.ObjectIndexer = Indexer


class Index(WithoutTitleNorms, SQLiteIndex):
    pass


class SQLiteBackend(SQLiteSearchBackend):
    index_class = Index
    query_compiler_class = SQLiteCompiler
    autocomplete_query_compiler_class = SQLiteAutocompleteCompiler
    results_class = SQLiteResults
