from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from cms.models import User
from tests import make

WRITERS = 8
TURNS = 10


def take_turns(pk):
    """Reads, then writes, in one transaction: what SQLite refuses out of turn."""
    try:
        for _ in range(TURNS):
            with transaction.atomic():
                counter = User.objects.select_for_update().get(pk=pk)
                counter.last_name = str(int(counter.last_name) + 1)
                counter.save()
    finally:
        connection.close()


def test_eight_writers_at_once_all_get_their_turn(as_migrated):
    counter = make.user(last_name="0")

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(take_turns, [counter.pk] * WRITERS))

    counter.refresh_from_db()
    assert counter.last_name == str(WRITERS * TURNS)


@pytest.mark.django_db
def test_sqlite_lets_readers_go_on_while_somebody_writes():
    if connection.vendor != "sqlite":
        return

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()

    assert mode == ("wal",)
