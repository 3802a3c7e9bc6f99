"""Search on PostgreSQL: only so many matches are ranked."""

from typing import Any

from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    PostgresAutocompleteQueryCompiler,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    PostgresSearchResults,
)

from cms.search.ranking import MOST, RankedCompiler, RankedResults


class PostgresCompiler(RankedCompiler, PostgresSearchQueryCompiler):
    LAST_TERM_IS_PREFIX = True
    # What is matched through an index of its own, best first. Ranking unpacks the text
    # of each match, so matches in a title go before the newest of all others.
    matched = ("title", "title || body")
    config = None

    def statement(self) -> tuple[str, list[Any]]:
        allowed, allowed_params = self.allowed()
        types = self.content_types()
        table = IndexEntry._meta.db_table
        question, question_params = self.question()
        found = " UNION ".join(
            f"""(
                SELECT id FROM {table}
                WHERE ({vector}) @@ {question}
                AND content_type_id IN ({", ".join(["%s"] * len(types))})
                AND object_id IN ({allowed})
                ORDER BY id DESC LIMIT %s
            )"""  # noqa: S608 - names of ours and placeholders, no input
            for vector in self.matched
        )
        found_params = [*question_params, *types, *allowed_params, MOST]
        score, score_params = self.score(question, question_params)
        sql = f"""
            SELECT object_id, {score} AS score FROM {table}
            WHERE id IN ({found})
            ORDER BY score DESC, id DESC LIMIT %s
        """  # noqa: S608 - as above
        return sql, [*score_params, *found_params * len(self.matched), MOST]

    def question(self) -> tuple[str, list[str]]:
        """The words as a tsquery; the last one may be a beginning."""
        *whole, last = self.words
        if self.LAST_TERM_IS_PREFIX:
            last += ":*"
        words = self.operator(every=" & ", any_of=" | ").join([*whole, last])
        if self.config:
            return "to_tsquery(%s::regconfig, %s)", [self.config, words]
        return "to_tsquery(%s)", [words]

    def score(self, question: str, params: list[str]) -> tuple[str, list[Any]]:
        """A short title that matches counts for more than a long one."""
        ranks = [
            f"ts_rank({column}, {question}) * %s"
            + (" * title_norm" if column == "title" else "")
            for column in self.weights
        ]
        ranked = [[*params, weight] for weight in self.weights.values()]
        return " + ".join(ranks), [param for part in ranked for param in part]


class PostgresAutocompleteCompiler(PostgresCompiler, PostgresAutocompleteQueryCompiler):
    weights = {"autocomplete": 1.0}
    matched = ("autocomplete",)
    # As the index was made: without stemming.
    config = "simple"


class PostgresResults(RankedResults, PostgresSearchResults):
    pass


class PostgresBackend(PostgresSearchBackend):
    query_compiler_class = PostgresCompiler
    autocomplete_query_compiler_class = PostgresAutocompleteCompiler
    results_class = PostgresResults
