"""Truncation of SQLite's write-ahead log, which still contains deleted rows."""

import logging

from django.db import connection, transaction

logger = logging.getLogger("gait.database")


def empty() -> None:
    """Truncates the log after the commit; does nothing on PostgreSQL.

    It waits for open readers up to the database timeout.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_truncate)


def _truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone()[0]
    if is_busy:
        logger.warning(
            "The write-ahead log still holds what was erased: run delete_expired_data."
        )
