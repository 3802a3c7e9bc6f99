"""The connections of the cache, and the version of the public content.

Each thread has a connection of its own, outside of Django's transactions.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import local
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

NUMBER = "SELECT number FROM delivery_contentversion"
TOUCHED = "SELECT name FROM delivery_cachetag WHERE number > ? LIMIT ?"
# A server that is away is known to be so within this time.
POSTGRESQL_TIMEOUTS = {"connect_timeout": 3, "tcp_user_timeout": 5000}
# Reading does not wait for a writer; documents that cannot be stored at once are left
# out. What is written here may be lost with the power.
SQLITE_PRAGMAS = "PRAGMA busy_timeout = 50; PRAGMA synchronous = NORMAL"

Connect = Callable[[], Any]


def connection_for_cache() -> Any:
    """A new raw connection with the options of Django's own, but not one of its pool."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {**wrapper.settings_dict.get("OPTIONS", {})}
    options.pop("pool", None)
    if wrapper.vendor == "postgresql":
        options = {**POSTGRESQL_TIMEOUTS, **options}
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
    wrapper.connect()
    raw = wrapper.connection
    if wrapper.vendor == "sqlite":
        raw.executescript(SQLITE_PRAGMAS)
    return raw


class CacheDatabase:
    """Statements on a raw connection for each thread, which ``connect`` opens."""

    def __init__(self, connect: Connect = connection_for_cache) -> None:
        self._connect = connect
        self._of_thread = local()
        self._is_sqlite = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"

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
                self._close()
        raw = self._of_thread.raw = self._connect()
        return self._rows(raw, statement, values)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Executes a statement without a result, once; raises the driver's error."""
        raw = getattr(self._of_thread, "raw", None)
        if raw is None:
            raw = self._of_thread.raw = self._connect()
        try:
            raw.execute(self._placed(statement), values)
        except Exception:
            self._close()
            raise

    def _close(self) -> None:
        raw, self._of_thread.raw = self._of_thread.raw, None
        with suppress(Exception):
            raw.close()

    def _rows(self, raw: Any, statement: str, values: Sequence[Any]) -> list[Any]:
        if not values:
            return list(raw.execute(statement).fetchall())
        return list(raw.execute(self._placed(statement), values).fetchall())

    def _placed(self, statement: str) -> str:
        """The statement with the placeholder of the driver."""
        return statement if self._is_sqlite else statement.replace("?", "%s")


class ContentVersion:
    """Reader of the version and of the tags that were touched since."""

    def __init__(self, database: CacheDatabase) -> None:
        self.database = database

    def number(self) -> int:
        """The version; raises the driver's error if the database is away."""
        row = self.database.rows(NUMBER)
        # No row: nothing has changed since the database was made.
        return int(row[0][0]) if row else 0

    def touched_since(self, number: int, *, most: int) -> list[str] | None:
        """The tags that newer versions touched; None for more than ``most``."""
        rows = self.database.rows(TOUCHED, (number, most + 1))
        return [name for (name,) in rows] if len(rows) <= most else None
