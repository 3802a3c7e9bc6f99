"""The version of the public content, read once for each request.

Each thread has a connection of its own for it, outside of Django's transactions.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import local
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

NUMBER = "SELECT number FROM delivery_contentversion"
TOUCHED = "SELECT name FROM delivery_cachetag WHERE number > %d LIMIT %d"
# A server that is away is known to be so within this time.
POSTGRESQL_TIMEOUTS = {"connect_timeout": 3, "tcp_user_timeout": 5000}


def connection_for_cache() -> Any:
    """A new raw connection with the options of Django's own, but not one of its pool."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {**wrapper.settings_dict.get("OPTIONS", {})}
    options.pop("pool", None)
    if wrapper.vendor == "postgresql":
        options = {**POSTGRESQL_TIMEOUTS, **options}
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
    wrapper.connect()
    return wrapper.connection


class ContentVersion:
    """Reader of the version and of the tags that were touched since.

    ``connect`` opens the raw connection of a thread.
    """

    def __init__(self, connect: Callable[[], Any] = connection_for_cache) -> None:
        self._connect = connect
        self._of_thread = local()

    def number(self) -> int:
        """The version; raises the driver's error if the database is away."""
        row = self._rows(NUMBER)
        # No row: nothing has changed since the database was made.
        return int(row[0][0]) if row else 0

    def touched_since(self, number: int, *, most: int) -> list[str] | None:
        """The tags that newer versions touched; None for more than ``most``."""
        rows = self._rows(TOUCHED % (number, most + 1))
        return [name for (name,) in rows] if len(rows) <= most else None

    def _rows(self, statement: str) -> list[Any]:
        """The rows of a statement, asked again over a new connection if one broke."""
        raw = getattr(self._of_thread, "raw", None)
        if raw is not None:
            try:
                return list(raw.execute(statement).fetchall())
            except Exception:
                self._close()
        raw = self._of_thread.raw = self._connect()
        return list(raw.execute(statement).fetchall())

    def _close(self) -> None:
        raw, self._of_thread.raw = self._of_thread.raw, None
        with suppress(Exception):
            raw.close()
