"""Timestamps of PostgreSQL, read by Python's own parser of ISO 8601.

Django has psycopg read each with a regular expression in Python, which takes three times
as long. The first article that a worker makes reads 150 of them.
"""

from datetime import datetime, tzinfo
from functools import cache
from importlib import import_module
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


# Any: what the signal sends besides.
def read_by_python(connection: BaseDatabaseWrapper, **options: Any) -> None:
    """Gives a new connection the faster loader; receiver of ``connection_created``."""
    if connection.vendor == "postgresql":
        loader = _loader(connection.timezone)
        connection.connection.adapters.register_loader("timestamptz", loader)


@cache
def _loader(timezone: tzinfo | None) -> Any:
    """The class of the loader. It needs psycopg, which SQLite does without."""
    module = import_module("django.db.backends.postgresql.psycopg_any")

    class IsoLoader(module.BaseTzLoader):  # type: ignore[name-defined]  # of a module that is imported late
        def load(self, data: Any) -> datetime:
            try:
                found = datetime.fromisoformat(str(data, "ascii"))
            except ValueError:
                # Infinity, or outside of the years that Python knows.
                return super().load(data)
            # Django's own expects it to be in the time zone of the session, too.
            return found.replace(tzinfo=self.timezone)

    # Django compares it with the zone of the connection.
    IsoLoader.timezone = timezone
    return IsoLoader
