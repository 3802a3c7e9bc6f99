"""Search backend for PostgreSQL that ranks a limited number of matches."""

from typing import Any

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from modelsearch.backends.database.postgres import postgres as upstream
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    PostgresSearchResults,
)

from core.search.ranking import (
    MOST,
    ForgivingAutocomplete,
    RankedCompiler,
    RankedResults,
    ReadingOnce,
    WithoutTitleNorms,
)

# The typical number of words in a title, without stop words. Only its order of
# magnitude matters: it weights titles against bodies.
USUAL_TITLE_WORDS = 5.0


class PostgresCompiler(RankedCompiler, PostgresSearchQueryCompiler):
    LAST_TERM_IS_PREFIX = True
    SHORTNESS = f" * {USUAL_TITLE_WORDS} / greatest(length(entry.title), 1)"
    # The text search configuration of the index; None for the database's default.
    config: str | None = None

    def ask(self, cursor: CursorWrapper) -> list[tuple[str, float]]:
        terms = self.kept_terms(cursor)
        if not terms:
            return []
        sql, params = self.statement(terms)
        # For a frequent word the planner would choose a sequential scan: it does not
        # know that detoasting one text costs more than the whole index scan.
        with transaction.atomic(using=self.queryset.db):
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(sql, params)
            found = cursor.fetchall()
            cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
        return found

    def kept_terms(self, cursor: CursorWrapper) -> list[str]:
        """The words as parts of a tsquery, without stop words."""
        terms = self.conditions("{}", "{}:*", every=" & ", any_of=" | ")
        sizes = ", ".join(f"numnode({self.question})" for _ in terms)
        cursor.execute(f"SELECT {sizes}", self.asked(terms))
        kept = cursor.fetchone()
        return [term for term, size in zip(terms, kept, strict=True) if size]

    @property
    def question(self) -> str:
        return f"to_tsquery({'%s::regconfig, ' if self.config else ''}%s)"

    def asked(self, terms: list[str]) -> list[str]:
        """The parameters of one tsquery for each term."""
        return [part for term in terms for part in (self.config, term) if part]

    def statement(self, terms: list[str]) -> tuple[str, list[Any]]:
        """SQL that ranks at most MOST matches, each of which must be detoasted.

        Matches in the title are preferred, then the newest.
        """
        table, question = IndexEntry._meta.db_table, self.question
        allowed, allowed_params = self.allowed()
        types = self.content_types()
        matches, match_params = self.matches(terms)
        score, score_params = self.score(terms)
        title = next(iter(self.weights))
        sql = f"""
            SELECT entry.object_id, {score} AS score
            FROM (
                SELECT entry.id FROM ({matches}) AS matches
                JOIN {table} AS entry ON entry.id = matches.id
                WHERE entry.content_type_id IN ({", ".join(["%s"] * len(types))})
                AND entry.object_id IN ({allowed})
                ORDER BY entry.{title} @@ {question} DESC, entry.id DESC LIMIT %s
            ) AS found
            JOIN {table} AS entry ON entry.id = found.id
            ORDER BY score DESC, entry.id DESC
        """  # noqa: S608 - constant names and placeholders, no input
        any_term = self.asked([" | ".join(terms)])
        params = [*score_params, *match_params, *types, *allowed_params, *any_term]
        return sql, [*params, MOST]

    def matches(self, terms: list[str]) -> tuple[str, list[str]]:
        """SQL for the ids of the entries that contain the words.

        One index scan for each word and column: otherwise the planner looks up one word
        and detoasts the texts to test for the others.
        """
        table, question = IndexEntry._meta.db_table, self.question
        one = " UNION ".join(
            f"SELECT id FROM {table} WHERE {column} @@ {question}"  # noqa: S608 - as above
            for column in self.weights
        )
        every = self.operator(every=" INTERSECT ", any_of=" UNION ")
        asked = [term for term in terms for _ in self.weights]
        return every.join([f"({one})"] * len(terms)), self.asked(asked)

    def score(self, terms: list[str]) -> tuple[str, list[Any]]:
        """SQL for the score, in which a match in a short title counts more."""
        ranks = [
            f"ts_rank(entry.{column}, {self.question}) * %s"
            + (self.SHORTNESS if column == "title" else "")
            for column in self.weights
        ]
        whole = self.asked([" | ".join(terms)])
        params = [[*whole, weight] for weight in self.weights.values()]
        return " + ".join(ranks), [part for each in params for part in each]


class PostgresAutocompleteCompiler(
    ForgivingAutocomplete, PostgresCompiler, PostgresAutocompleteQueryCompiler
):
    weights = {"autocomplete": 1.0}
    # The autocomplete index is built without a language.
    config = "simple"


class PostgresResults(RankedResults, PostgresSearchResults):
    pass


class Indexer(ReadingOnce, upstream.ObjectIndexer):
    pass


# The index finds its class there.
upstream.ObjectIndexer = Indexer


class Index(WithoutTitleNorms, PostgresIndex):
    pass


class PostgresBackend(PostgresSearchBackend):
    index_class = Index
    query_compiler_class = PostgresCompiler
    autocomplete_query_compiler_class = PostgresAutocompleteCompiler
    results_class = PostgresResults
