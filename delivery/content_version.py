"""The connections of the cache, and the version of the public content.

Each thread has a connection of its own, outside of Django's transactions.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock, local
from time import monotonic
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

from core import granian
from delivery.wal_index import WalIndex

logger = logging.getLogger("gait.cache")

NUMBER = "SELECT number FROM delivery_contentversion"
LEASED_NUMBER = "SELECT delivery_version()"
TOUCHED = "SELECT name FROM delivery_cachetag WHERE number > ? LIMIT ?"
# So long a version that was read on PostgreSQL is the current one; commits that raise it
# wait for as long. Requests that come at least as often share one query.
LEASE_MILLISECONDS = 5
# PostgreSQL's code where delivery_version() is missing, as while a migration runs.
UNDEFINED_FUNCTION = "42883"
# Reading does not wait for a writer; documents that cannot be stored at once are left
# out. What is written here may be lost with the power. Rows are read by their keys, so
# few pages are read again.
SQLITE_PRAGMAS = """
    PRAGMA busy_timeout = 50;
    PRAGMA synchronous = NORMAL;
    PRAGMA cache_size = -256;
"""
# Requests look after as long again whether SQLite's file is still the one that is open.
FILE_SECONDS = 1

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
    """Statements on a raw connection for each thread, which ``connect`` opens."""

    def __init__(self, connect: Connect = connection_for_cache) -> None:
        self.connect = connect
        self.is_sqlite = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
        self._of_thread = local()
        self._problem: Exception | None = None
        self._tried_again_at = 0.0

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement with the placeholder ``?``.

        A broken connection is replaced once; raises the driver's error if the database
        is away.
        """
        raw = getattr(self._of_thread, "raw", None)
        if raw is not None:
            try:
                return self._rows(raw, statement, values)
            except Exception:
                self.close()
        return self._rows(self._open(), statement, values)

    def _open(self) -> Any:
        """A new connection of this thread.

        While a host is silent, one thread at a time waits for it; the others, and all
        for as long again, get the error of the last attempt at once.
        """
        began_at = monotonic()
        if self._problem and began_at < self._tried_again_at:
            raise self._problem.with_traceback(None)
        if self._problem:
            self._tried_again_at = began_at + MOST_SILENT_SECONDS
        try:
            raw = self._of_thread.raw = self.connect()
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
        raw = getattr(self._of_thread, "raw", None)
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
        raw = getattr(self._of_thread, "raw", None)
        if raw is None:
            raw = self._open()
        try:
            raw.execute(self._placed(statement), values)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Closes the connection of this thread; the next statement opens another."""
        raw: Any = getattr(self._of_thread, "raw", None)
        self._of_thread.raw = None
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


class ChangesUnknown(Exception):
    """Raised while no triggers record changes of content: a migration runs."""


def tracked(number: int) -> int:
    """The version; raises ChangesUnknown if it says that nothing is recorded."""
    if number < 0:
        raise ChangesUnknown
    return number


class ContentVersion:
    """Reader of the version and of the tags that were touched since."""

    def __init__(self, database: CacheDatabase) -> None:
        self.database = database

    def number(self) -> int:
        """The version; raises the driver's error if the database is away.

        Raises ChangesUnknown while no answer may be kept.
        """
        row = self.database.rows(NUMBER)
        # No row: nothing has changed since the database was made.
        return tracked(int(row[0][0])) if row else 0

    def touched_since(self, number: int, *, most: int) -> list[str] | None:
        """The tags that newer versions touched; None for more than ``most``."""
        rows = self.database.rows(TOUCHED, (number, most + 1))
        return [name for (name,) in rows] if len(rows) <= most else None


class LeasedVersion(ContentVersion):
    """The version on PostgreSQL, read once for all requests within a lease.

    A transaction takes a lock before it raises the version, and waits for longer than a
    lease before it commits. A lease begins before the query that reads the version, and
    is given only if nobody has the lock. So no commit ends before the lease does.
    """

    _known = (0, 0.0)

    def number(self) -> int:
        number, ends_at = self._known
        began_at = monotonic()
        if began_at < ends_at:
            return number
        try:
            read = self.database.integer(LEASED_NUMBER)
        except Exception as problem:
            if getattr(problem, "sqlstate", None) == UNDEFINED_FUNCTION:
                return super().number()
            raise
        if read is None:
            raise ChangesUnknown
        if read < 0:
            return ~read
        self._known = read, began_at + LEASE_MILLISECONDS / 1000
        return read


class WatchedVersion(ContentVersion):
    """The version on SQLite, read when a commit has changed the index of the WAL.

    Where another file was put in the place of the database's, the server ends, for its
    supervisor to start it again: nothing in the file that it has open changes any more.
    """

    def __init__(self, database: CacheDatabase) -> None:
        super().__init__(database)
        self._header: Callable[[], bytes] = self._first_header
        self._index: WalIndex | None = None
        self._known = b"", 0
        self._looks_at = 0.0
        self._lock = Lock()

    def number(self) -> int:
        if monotonic() >= self._looks_at:
            self._look_at_file()
        # Before the query, which sees at least all that the header tells.
        header = self._header()
        known, number = self._known
        if header == known and header:
            return number
        number = super().number()
        self._known = header, number
        return number

    def _first_header(self) -> bytes:
        # Not earlier: a connection does not survive the fork of a worker.
        with self._lock:
            if self._header == self._first_header:
                index = self._index = WalIndex.of(self.database.connect())
                self._header = index.header if index else bytes
        return self._header()

    def _look_at_file(self) -> None:
        if self._index and self._index.is_replaced():
            logger.critical("The file of the database was replaced: the server ends.")
            granian.stop_server()
            raise ChangesUnknown
        self._looks_at = monotonic() + FILE_SECONDS


def shared_version(database: CacheDatabase) -> ContentVersion:
    """The version for many requests: most of them need no query."""
    return (WatchedVersion if database.is_sqlite else LeasedVersion)(database)
