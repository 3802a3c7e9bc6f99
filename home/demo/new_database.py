"""Migrated tables for a new SQLite database.

Restoring them takes a second, where running all migrations takes ten. How they are made:
tests/migrated/README.md.
"""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

TABLES = Path(__file__).with_name("migrated.sqlite3.xz")


def create_tables() -> None:
    """Restores the tables if there are none; ``migrate`` adds what is newer.

    SQLite copies them in one transaction.
    """
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return
    with closing(sqlite3.connect(":memory:")) as stored:
        stored.deserialize(lzma.decompress(TABLES.read_bytes()))
        stored.backup(connection.connection)
