from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.utils import ConnectionHandler

from cms.settings import env
from core.models import User
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


@pytest.mark.django_db
def test_sqlite_overwrites_what_is_deleted():
    if connection.vendor != "sqlite":
        return

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA secure_delete").fetchone()

    assert mode == (1,)


@pytest.fixture
def kept(tmp_path):
    """A connection as in use, kept from request to request: the tests' own is not."""
    described = env.database("DATABASE_URL", tmp_path / "unused.sqlite3")
    kept = ConnectionHandler({"default": described})["default"]
    yield kept
    kept.close()


def backend_of(kept):
    """The process of PostgreSQL that answers the next request."""
    kept.close_if_unusable_or_obsolete()
    with kept.cursor() as cursor:
        return cursor.execute("SELECT pg_backend_pid()").fetchone()[0]


@pytest.mark.django_db
def test_a_connection_that_postgresql_closed_is_replaced_in_the_next_request(kept):
    if connection.vendor != "postgresql":
        return
    stale = backend_of(kept)
    assert backend_of(kept) == stale
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [stale])

    assert backend_of(kept) != stale
