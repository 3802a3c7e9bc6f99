"""Statistics by which the database plans queries."""

from django.db import connection


def renew_statistics():
    """PostgreSQL takes them anew; SQLite plans as if it had none.

    SQLite keeps what ANALYZE found in a test that was rolled back, and takes a table
    without statistics for one of 1,048,576 rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute(
                "INSERT INTO sqlite_stat1 (tbl, stat) "
                "SELECT name, '1048576' FROM sqlite_master WHERE type = 'table'"
            )
            cursor.execute("ANALYZE sqlite_master")
