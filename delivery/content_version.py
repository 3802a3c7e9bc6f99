"""The version of the public content, and the tags that were touched since another one."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

from core import granian
from delivery.cache_database import CacheDatabase
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
# Requests look after as long again whether SQLite's file is still the one that is open.
FILE_SECONDS = 1


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
