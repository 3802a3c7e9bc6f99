"""Database search backend with bounded cost, for PostgreSQL and SQLite.

``WAGTAILSEARCH_BACKENDS`` names this package, so the site's search, the admin's and
both APIs' use it. Wagtail's own backends rank every match for each query, on SQLite
even in quadratic time (``bench/search.py`` has the figures).
"""

from typing import Any

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 - Wagtail looks for this name
    """The backend for the current database; ``params`` come from the setting."""
    # Each module can only be imported with its own database: the index model differs.
    if connection.vendor == "postgresql":
        from core.search.postgres import PostgresBackend

        return PostgresBackend(params)
    from core.search.sqlite import SQLiteBackend

    return SQLiteBackend(params)
