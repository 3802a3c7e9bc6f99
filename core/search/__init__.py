"""Wagtail's search on a database, at a cost that stays bounded.

``WAGTAILSEARCH_BACKENDS`` names this package, so the site's search, the admin's and
both APIs' come through here. Wagtail's own backends rank every match for each question,
on SQLite even once for each pair of them (``bench/search.py`` has the figures).
"""

from typing import Any

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 - Wagtail looks for this name
    """The backend for the database in use; ``params`` are the setting's own."""
    # Each can only be imported beside its own database: the index differs.
    if connection.vendor == "postgresql":
        from core.search.postgres import PostgresBackend

        return PostgresBackend(params)
    from core.search.sqlite import SQLiteBackend

    return SQLiteBackend(params)
