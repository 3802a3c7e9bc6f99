"""SQLite's write-ahead log, which holds what was deleted until it is emptied."""

import logging

from django.db import connection, transaction

logger = logging.getLogger("gait.database")


def empty() -> None:
    """Empties it once this transaction is stored; PostgreSQL has none for us to empty.

    It waits for those who still read what was there before, as long as for any lock.
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
