"""Ranking shared by both search backends: keys of the best hits, then their rows."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.base import BaseSearchQueryCompiler, BaseSearchResults
from modelsearch.query import PlainText
from modelsearch.utils import get_descendants_content_types_pks

from core import dependencies
from core.search import fallback
from core.search.query_words import terms_of

# The maximum number of hits, which bounds the cost of ranking.
MOST = 1000


class Hit(NamedTuple):
    key: Any  # Any: of the model's own type
    score: float


class RankedCompiler(BaseSearchQueryCompiler):
    """Mixin for query compilers: finds the keys of the best hits in one statement."""

    # The searched columns of the index, and their weights.
    weights: dict[str, float] = {"title": 5.0, "body": 1.0}

    def check(self) -> None:
        """Accepts all filters; upstream refuses those that the index does not contain.

        Here the database filters and sorts, by any column. Each search begins with it.
        """
        dependencies.keep_off_the_disk()

    @cached_property
    def terms(self) -> list[tuple[str, ...]] | None:
        """The words of the query, with hyphenated words together in one tuple.

        None for a query of another kind than plain text.
        """
        if isinstance(self.query, PlainText):
            return terms_of(self.query.query_string)
        return None

    def conditions(
        self, word: str, prefix: str, *, every: str, any_of: str
    ) -> list[str]:
        """The terms in the database's full-text query language, one string each.

        ``word`` and ``prefix`` are the formats of a whole word and of a prefix. A
        hyphenated term also matches one word: "check-up" matches "checkup".
        """
        between = self.operator(every=every, any_of=any_of)
        end = prefix if self.LAST_TERM_IS_PREFIX else word
        terms, found = self.terms or [], []
        for term in terms:
            last = end if term is terms[-1] else word
            parts = [*map(word.format, term[:-1]), last.format(term[-1])]
            joined = last.format("".join(term))
            found.append(
                f"({between.join(parts)}{any_of}{joined})" if parts[1:] else joined
            )
        return found

    @cached_property
    def hits(self) -> list[Hit]:
        """The best hits, best first; cached for slices and counts of the results."""
        if not self.terms:
            return []
        to_key = self.queryset.model._meta.pk.to_python
        try:
            with connections[self.queryset.db].cursor() as cursor:
                return [Hit(to_key(key), score) for key, score in self.ask(cursor)]
        except EmptyResultSet:
            # Django detects an empty queryset without a query.
            return []

    def ask(self, cursor: CursorWrapper) -> list[tuple[str, float]]:
        """At most ``MOST`` rows of object id and score, best first."""
        raise NotImplementedError

    def allowed(self) -> tuple[str, list[Any]]:
        """SQL for the ids of the queryset as text, as the index stores them."""
        ids = self.queryset.order_by().values(key=Cast("pk", CharField()))
        sql, params = ids.query.get_compiler(using=self.queryset.db).as_sql()
        return sql, list(params)

    def content_types(self) -> list[int]:
        return list(get_descendants_content_types_pks(self.queryset.model))

    def operator(self, *, every: str, any_of: str) -> str:
        return every if self.query.operator.lower() == "and" else any_of

    def search(self, config: Any, start: Any, stop: Any, **options: Any) -> QuerySet:
        """The hits as a queryset, used by Wagtail for facets; upstream's signature."""
        if self.terms is None:
            return super().search(config, start, stop, **options)
        return self.queryset.filter(pk__in=[hit.key for hit in self.hits])[start:stop]


class ForgivingAutocomplete(RankedCompiler):
    """Mixin for autocompletion, which the admin uses for all its searches.

    Where the words as typed find nothing, the fallback is asked.
    """

    @cached_property
    def hits(self) -> list[Hit]:
        found = super().hits
        if found or not self.terms:
            return found
        keys = fallback.keys(self.queryset, self.query.query_string)
        return [Hit(key, -float(place)) for place, key in enumerate(keys)]


class RankedResults(BaseSearchResults):
    """Mixin for search results that fetches only the rows of the slice."""

    def _do_search(self) -> list[Model]:
        compiler = self.query_compiler
        if compiler.terms is None:
            return super()._do_search()
        hits, queryset = compiler.hits, compiler.queryset
        if compiler.order_by_relevance:
            hits = hits[self.start : self.stop]
        scores = dict(hits)
        found = queryset.filter(pk__in=list(scores))
        if queryset._fields is not None:
            # Values that need not tell which row they are of, as bulk actions ask for.
            return list(found)
        if not compiler.order_by_relevance:
            # Wagtail's own backends order by primary key by default.
            found = found if queryset.query.order_by else found.order_by("-pk")
            return self._scored(found[self.start : self.stop], scores)
        rows = {row.pk: row for row in found}
        return self._scored([rows[key] for key in scores if key in rows], scores)

    def _scored(self, rows: Any, scores: dict[Any, float]) -> list[Model]:
        """The rows with their score annotated. Any: as ``Hit.key``; any iterable."""
        rows = list(rows)
        if self._score_field:
            for row in rows:
                setattr(row, self._score_field, scores[row.pk])
        return rows

    def _do_count(self) -> int:
        if self.query_compiler.terms is None:
            return super()._do_count()
        return len(self.query_compiler.hits[self.start : self.stop])


class ReadingOnce:
    """Mixin for what reads an object for the index: each field once.

    Upstream reads all fields for each column of the index. Any: a field and its text, as
    the database's index has them.
    """

    def prepare_field(self, obj: Any, field: Any) -> Iterable[Any]:
        if obj is not self.obj:  # type: ignore[attr-defined]  # of upstream's class
            return super().prepare_field(obj, field)  # type: ignore[misc]
        known = vars(self).setdefault("_known", {})
        if field not in known:
            known[field] = [*super().prepare_field(obj, field)]  # type: ignore[misc]
        return known[field]


class WithoutTitleNorms:
    """Mixin for an index without title norms: a save updates one entry only.

    Upstream computes the average title length of all entries, and updates every entry
    of that length: on PostgreSQL, concurrent saves deadlock.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Does nothing: the title length is considered in the ranking."""
