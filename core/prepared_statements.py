"""Statements that PostgreSQL parses and plans once for each connection.

It plans a query anew each time, which takes several times as long as reading a few rows
by their keys. Django writes values into the text of a statement, so that no two are the
same; the cursors of this module send them apart.
"""

import re
from collections.abc import Container, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS


def are_used(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """True on PostgreSQL, unless PREPARE_STATEMENTS is false."""
    options = connections.settings[alias]["OPTIONS"]
    return options.get("prepare_threshold") is not None


# Any: parameters of any type, and cursors of Django's.
def with_literals(
    compiled: tuple[str, Sequence[Any]], placed: Container[Any]
) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters, with literals for all but those that are ``placed``.

    PostgreSQL then knows their values and types when it plans. Where no statement is
    prepared, as they are.
    """
    sql, parameters = compiled
    if not are_used():
        return sql, tuple(parameters)
    given = iter(parameters)
    # Any: only the operations of PostgreSQL have it.
    operations: Any = connections[DEFAULT_DB_ALIAS].ops

    def literal(found: re.Match[str]) -> str:
        if found[0] == "%%" or (value := next(given)) in placed:
            return found[0]
        text: str = operations.compose_sql("%s", [value])
        return text.replace("%", "%%")

    kept = tuple(each for each in parameters if each in placed)
    return re.sub("%[s%]", literal, sql), kept


def cursor(alias: str = DEFAULT_DB_ALIAS) -> Any:
    """A cursor that prepares what its connection has executed several times."""
    connection: Any = connections[alias]
    if not are_used(alias):
        return connection.cursor()
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, _cursor_class()
    try:
        return connection.cursor()
    finally:
        raw.cursor_factory = usual


def connection_to(alias: str) -> Any:
    """The connection, with cursors that prepare statements where they are used."""
    return PreparingConnection(alias) if are_used(alias) else connections[alias]


class PreparingConnection:
    """A connection whose cursors prepare statements; all else is Django's."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def cursor(self) -> Any:
        return cursor(self.alias)

    def __getattr__(self, name: str) -> Any:
        return getattr(connections[self.alias], name)


@cache
def _cursor_class() -> Any:
    """The class of the cursors. It needs psycopg, which SQLite does without."""
    postgresql = import_module("django.db.backends.postgresql.base")
    psycopg = postgresql.Database
    big = psycopg.types.numeric.Int8

    class PreparingCursor(postgresql.ServerBindingCursor):  # type: ignore[name-defined]  # of a module that is imported late
        def execute(self, query: str, params: Any = None, **options: Any) -> Any:
            # Else a number is of a type that depends on its size, and each combination
            # of types is another statement.
            sent = [big(each) if type(each) is int else each for each in params or ()]
            try:
                return super().execute(query, sent, **options)
            except psycopg.errors.FeatureNotSupported:
                # A migration has changed the type of a column of a prepared statement.
                if self.connection.info.transaction_status.name != "IDLE":
                    raise
                self.connection.execute("DEALLOCATE ALL")
                return super().execute(query, sent, **options)

        def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:
            # Django reads here what it notes of a query, and psycopg leaves it empty.
            self._query = pgq
            super()._send_query_prepared(name, pgq, **options)

    return PreparingCursor
