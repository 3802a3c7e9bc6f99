"""What both databases share: the best matches' keys first, then only the rows shown."""

from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from modelsearch.query import PlainText
from modelsearch.utils import get_descendants_content_types_pks

from core.search.query_words import terms_of

# No question has more answers. Nobody reads further, and ranking costs time.
MOST = 1000


class Hit(NamedTuple):
    key: Any  # Any: of the model's own type
    score: float


class RankedCompiler:
    """For a query compiler: finds the keys of the best matches in one statement."""

    # The columns of the index that are searched, and what each is worth.
    weights: dict[str, float] = {"title": 5.0, "body": 1.0}

    def check(self) -> None:
        """Refuses nothing, as upstream does: not the index filters and sorts here, but
        the database, which can do it by any column.
        """

    @cached_property
    def terms(self) -> list[tuple[str, ...]] | None:
        """The words looked for, those that hyphens join in one tuple.

        None for a question of another kind than words.
        """
        if isinstance(self.query, PlainText):
            return terms_of(self.query.query_string)
        return None

    def conditions(
        self, word: str, prefix: str, *, every: str, any_of: str
    ) -> list[str]:
        """The terms in the database's language for full-text search, one text each.

        ``word`` and ``prefix`` are the formats of a whole word and of a beginning.
        A term with hyphens is also matched by one word: "check-up" by "checkup".
        """
        between = self.operator(every=every, any_of=any_of)
        end = prefix if self.LAST_TERM_IS_PREFIX else word
        found = []
        for term in self.terms:
            last = end if term is self.terms[-1] else word
            parts = [*map(word.format, term[:-1]), last.format(term[-1])]
            joined = last.format("".join(term))
            found.append(
                f"({between.join(parts)}{any_of}{joined})" if parts[1:] else joined
            )
        return found

    @cached_property
    def hits(self) -> list[Hit]:
        """The best matches, best first; slices and counts of the results share them."""
        if not self.terms:
            return []
        to_key = self.queryset.model._meta.pk.to_python
        try:
            with connections[self.queryset.db].cursor() as cursor:
                return [Hit(to_key(key), score) for key, score in self.ask(cursor)]
        except EmptyResultSet:
            # Django knows without asking that the queryset is empty.
            return []

    def ask(self, cursor: CursorWrapper) -> list[tuple[str, float]]:
        """At most ``MOST`` rows of object id and score, best first."""
        raise NotImplementedError

    def allowed(self) -> tuple[str, list[Any]]:
        """SQL for the ids that the queryset allows, as the index writes them."""
        ids = self.queryset.order_by().values(key=Cast("pk", CharField()))
        sql, params = ids.query.get_compiler(using=self.queryset.db).as_sql()
        return sql, list(params)

    def content_types(self) -> list[int]:
        return list(get_descendants_content_types_pks(self.queryset.model))

    def operator(self, *, every: str, any_of: str) -> str:
        return every if self.query.operator.lower() == "and" else any_of

    def search(self, config: Any, start: Any, stop: Any, **options: Any) -> QuerySet:
        """Wagtail asks for this to count by facet; signature as upstream's."""
        if self.terms is None:
            return super().search(config, start, stop, **options)
        return self.queryset.filter(pk__in=[hit.key for hit in self.hits])[start:stop]


class RankedResults:
    """For search results: fetches no more rows than are shown."""

    def _do_search(self) -> list[Model]:
        compiler = self.query_compiler
        if compiler.terms is None:
            return super()._do_search()
        hits, queryset = compiler.hits, compiler.queryset
        if compiler.order_by_relevance:
            hits = hits[self.start : self.stop]
        scores = dict(hits)
        found = queryset.filter(pk__in=list(scores))
        if not compiler.order_by_relevance:
            # Wagtail's own backends order by the key where nobody says otherwise.
            found = found if queryset.query.order_by else found.order_by("-pk")
            return self._scored(found[self.start : self.stop], scores)
        rows = {row.pk: row for row in found}
        return self._scored([rows[key] for key in scores if key in rows], scores)

    def _scored(self, rows: Any, scores: dict[Any, float]) -> list[Model]:
        """Any: as ``Hit.key``, and whatever yields rows."""
        rows = list(rows)
        if self._score_field:
            for row in rows:
                setattr(row, self._score_field, scores[row.pk])
        return rows

    def _do_count(self) -> int:
        if self.query_compiler.terms is None:
            return super()._do_count()
        return len(self.query_compiler.hits[self.start : self.stop])


class WithoutTitleNorms:
    """For an index: saving one object writes the entry of that object alone.

    Upstream then reads the titles of all entries for their average length, and writes
    every entry that happens to have it: on PostgreSQL, two saves at once deadlock.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Upstream's name. The length of a title counts when it is ranked."""
