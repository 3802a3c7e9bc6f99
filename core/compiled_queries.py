"""Queries whose SQL is compiled once, and run with other values each time.

Django builds and compiles a query anew each time, which takes several times as long as
the database needs for a few rows found by their keys.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldError
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from core import prepared_statements

Value = int | str
# The type of a value, and the number of values in a list; None for one alone.
Shape = tuple[type[Value], int | None]

# Longer lists are rare, and PostgreSQL takes 65,535 parameters.
MOST_FILLED = 1000
# Compilations of one query that are kept.
MOST_COMPILED = 100
# Stand-ins for values while a query is compiled; numbers within the range of every key.
FIRST_NUMBER = 2_000_000_000
TEXT = "value of a compiled query"


class CompiledQuery:
    """A query by values, compiled once for all calls with lists of about the same length.

    ``build`` makes the queryset; its positional arguments are numbers, texts and lists
    of one of the two, which it must pass on to lookups that hand them to the database
    unchanged, the lists to ``__in``: a list is filled up by repeating its last value.
    Keyword arguments are compiled into the query, for each combination anew.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._compiled = lru_cache(maxsize=MOST_COMPILED)(self._compile)

    def __call__(
        self, *values: Value | Sequence[Value], **fixed: Hashable
    ) -> list[Any]:
        """The rows, as the queryset has them: hence Any."""
        lists = [[each] if isinstance(each, Value) else each for each in values]
        if not all(lists):
            # Of an empty list there is nothing to compile.
            return list(self.build(*values, **fixed))
        filled = list(map(_filled, lists))
        shapes = tuple(
            (type(items[0]), None if isinstance(each, Value) else len(items))
            for each, items in zip(values, filled, strict=True)
        )
        compiled = self._compiled(shapes, tuple(fixed.items()))
        return compiled.rows([item for items in filled for item in items])

    def _compile(
        self, shapes: Sequence[Shape], fixed: Sequence[tuple[str, Hashable]]
    ) -> "Compiled":
        stand_ins: list[Value] = []
        arguments: list[Value | list[Value]] = []
        for kind, length in shapes:
            start = len(stand_ins)
            stand_ins += [_stand_in(kind, start + i) for i in range(length or 1)]
            arguments.append(stand_ins[start] if length is None else stand_ins[start:])
        return Compiled(self.build(*arguments, **dict(fixed)), stand_ins)


def _filled(items: Sequence[Value]) -> Sequence[Value]:
    """The items and the last one again, up to 1, 2, 3, 4, 6, 8, 12, 16, 24 … of them.

    Each length is another statement, which Django compiles, and which the connections
    keep, for some milliseconds and up to 50 kB.
    """
    length = len(items)
    if length > MOST_FILLED:
        return items
    power = 1 << (length - 1).bit_length()
    fewer = power * 3 // 4
    missing = (fewer if length <= fewer else power) - length
    return [*items, *[items[-1]] * missing]


def _stand_in(kind: type[Value], position: int) -> Value:
    return FIRST_NUMBER + position if kind is int else f"{TEXT} {position}"


class Compiled:
    """The SQL of a queryset, with the places of its values among the parameters."""

    def __init__(self, queryset: QuerySet, stand_ins: Sequence[Value]) -> None:
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.parameters = prepared_statements.with_literals(
            self.compiler.as_sql(), frozenset(stand_ins)
        )
        columns = [column for column, *_ in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)
        numbers = {stand_in: number for number, stand_in in enumerate(stand_ins)}
        self.places = [
            numbers.get(each) if isinstance(each, Value) else None
            for each in self.parameters
        ]
        if not {*numbers.values()} <= {*self.places}:
            raise FieldError("A lookup changes the values of a compiled query.")

    def rows(self, values: Sequence[Value]) -> list[Any]:
        """The queryset's rows for these values in the places of the stand-ins."""
        parameters = tuple(
            given if place is None else values[place]
            for given, place in zip(self.parameters, self.places, strict=True)
        )
        # Queries and compilers belong to one thread.
        rows, compiler = self.queryset.all(), copy(self.compiler)
        vars(compiler).update(
            connection=prepared_statements.connection_to(rows.db),
            as_sql=lambda: (self.sql, parameters),
            get_converters=lambda expressions: self.converters,
        )
        vars(rows.query).update(get_compiler=lambda using: compiler)
        return list(rows)
