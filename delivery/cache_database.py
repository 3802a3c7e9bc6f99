"""The connections of the cache to the database, outside of Django's transactions."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from threading import Lock, local
from time import monotonic
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

# Reading does not wait for a writer; documents that cannot be stored at once are left
# out. What is written here may be lost with the power. Rows are read by their keys, so
# few pages are read again.
SQLITE_PRAGMAS = """
    PRAGMA busy_timeout = 50;
    PRAGMA synchronous = NORMAL;
    PRAGMA cache_size = -256;
"""

# A host that does not answer takes so long at least to be given up; one that refuses
# connections says so at once.
SILENT_SECONDS = 1.0
# Longer than any attempt to connect.
MOST_SILENT_SECONDS = 30.0

Connect = Callable[[], Any]


def connection_for_cache() -> Any:
    """A new raw connection with the options of Django's own."""
    # Any: only wrappers of real databases name the module of their driver.
    wrapper: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    wrapper.connect()
    raw = wrapper.connection
    if wrapper.vendor == "sqlite":
        raw.executescript(SQLITE_PRAGMAS)
    else:
        raw.cursor_factory = partial(binary_cursor, wrapper.Database)
    return raw


def binary_cursor(psycopg: Any, raw: Any, **options: Any) -> Any:
    """A cursor that reads bytes as they are; as text they would be twice as long.

    Any: the module of the driver, its connection, its options.
    """
    cursor = psycopg.Cursor(raw, **options)
    cursor.format = psycopg.pq.Format.BINARY
    return cursor


class CacheDatabase:
    """Statements on raw connections, which ``connect`` opens.

    On PostgreSQL, each thread has one. On SQLite, all share one and take turns: a
    connection needs 1.5 MB, most of it for the schema.
    """

    def __init__(self, connect: Connect = connection_for_cache) -> None:
        self.connect = connect
        self.is_sqlite = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
        # Any: each keeps the attribute ``raw``.
        self._opened: Any = SimpleNamespace() if self.is_sqlite else local()
        # Two statements at once would see the snapshot of the earlier one.
        self._turn = Lock() if self.is_sqlite else nullcontext()
        self._problem: Exception | None = None
        self._tried_again_at = 0.0

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement with the placeholder ``?``.

        A broken connection is replaced once; raises the driver's error if the database
        is away.
        """
        with self._turn:
            raw = getattr(self._opened, "raw", None)
            if raw is not None:
                try:
                    return self._rows(raw, statement, values)
                except Exception:
                    self.close()
            return self._rows(self._open(), statement, values)

    def _open(self) -> Any:
        """A new connection, of this thread or of all.

        While a host is silent, one thread at a time waits for it; the others, and all
        for as long again, get the error of the last attempt at once.
        """
        began_at = monotonic()
        if self._problem and began_at < self._tried_again_at:
            raise self._problem.with_traceback(None)
        if self._problem:
            self._tried_again_at = began_at + MOST_SILENT_SECONDS
        try:
            raw = self._opened.raw = self.connect()
        except Exception as problem:
            ended_at = monotonic()
            waited = ended_at - began_at
            self._problem = problem if waited > SILENT_SECONDS else None
            self._tried_again_at = ended_at + waited
            raise
        self._problem = None
        return raw

    def integer(self, statement: str) -> int | None:
        """The bigint that a statement of PostgreSQL selects, read without a cursor.

        A cursor costs four times as much, and replaces a broken connection or raises the
        driver's error where this way fails.
        """
        raw = getattr(self._opened, "raw", None)
        if raw is not None:
            with suppress(Exception):
                result = raw.pgconn.exec_params(
                    statement.encode(), None, result_format=1
                )
                # No row: an error, of which the driver says more with a cursor.
                if result.ntuples == 1:
                    return bigint(result.get_value(0, 0))
        [(number,)] = self.rows(statement)
        return None if number is None else int(number)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Executes a statement without a result, once; raises the driver's error."""
        with self._turn:
            raw = getattr(self._opened, "raw", None)
            if raw is None:
                raw = self._open()
            try:
                raw.execute(self._placed(statement), values)
            except Exception:
                self.close()
                raise

    def close(self) -> None:
        """Closes the connection, of this thread or of all; a statement opens another."""
        raw: Any = getattr(self._opened, "raw", None)
        self._opened.raw = None
        with suppress(Exception):
            raw.close()

    def _rows(self, raw: Any, statement: str, values: Sequence[Any]) -> list[Any]:
        if not values:
            return list(raw.execute(statement).fetchall())
        return list(raw.execute(self._placed(statement), values).fetchall())

    def _placed(self, statement: str) -> str:
        """The statement with the placeholder of the driver."""
        return statement if self.is_sqlite else statement.replace("?", "%s")


def bigint(value: bytes | None) -> int | None:
    """A number in PostgreSQL's binary format; None for NULL."""
    return None if value is None else int.from_bytes(value, "big", signed=True)
