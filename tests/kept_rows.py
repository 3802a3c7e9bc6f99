"""All rows of the test database, which tests that commit for real put back.

Django empties the tables of PostgreSQL with TRUNCATE, which makes new files for each, and
fills them row by row: together that took a second and more for each of these tests.
"""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


def kept():
    """The rows as they are now, with ``put_back()``."""
    connection.ensure_connection()
    return SQLiteFile() if connection.vendor == "sqlite" else PostgreSQLRows()


class SQLiteFile:
    def __init__(self):
        self.copied = sqlite3.connect(":memory:")
        connection.connection.backup(self.copied)

    def put_back(self):
        ContentType.objects.clear_cache()
        connection.ensure_connection()
        self.copied.backup(connection.connection)


class PostgreSQLRows:
    def __init__(self):
        # Those that Django empties.
        self.tables = connection.introspection.django_table_names(
            only_existing=True, include_views=False
        )
        self.rows = {table: copied_from(table) for table in self.tables}

    def put_back(self):
        ContentType.objects.clear_cache()
        with transaction.atomic(), connection.cursor() as cursor:
            # Neither foreign keys nor the triggers that record changes: the rows are
            # those of one moment.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(";".join(f'DELETE FROM "{table}"' for table in self.tables))
            for table, rows in self.rows.items():
                if rows:
                    with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(rows)
            cursor.execute("SET LOCAL session_replication_role = origin")


def copied_from(table):
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" TO STDOUT') as copy,
    ):
        return b"".join(copy)
