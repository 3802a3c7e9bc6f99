"""The version of the content, which most requests know without a query."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction

from articles.models import Topic
from delivery import content_version
from delivery.cache_database import CacheDatabase
from delivery.content_version import ChangesUnknown, shared_version
from delivery.models import ContentVersion
from delivery.wal_index import WalIndex
from tests import make
from tests.delivery import feed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]

CHANGES = 50


class CountingDatabase(CacheDatabase):
    """Counts its queries."""

    queries = 0

    def rows(self, *asked):
        self.queries += 1
        return super().rows(*asked)

    def integer(self, *asked):
        self.queries += 1
        return super().integer(*asked)


@pytest.fixture
def database():
    opened = CountingDatabase()
    yield opened
    opened.close()


@pytest.fixture
def version(database):
    make.topic()
    return shared_version(database)


def change(name):
    Topic.objects.update(name=name)


def test_each_commit_is_seen_at_once(version):
    for number in range(CHANGES):
        assert version.number() == feed.version()
        change(f"Topic {number}")

        assert version.number() == feed.version()


def test_requests_without_a_change_share_a_query(version, database):
    version.number()
    database.queries = asked = 0

    ends_at = time.monotonic() + 0.1
    while time.monotonic() < ends_at:
        version.number()
        asked += 1

    assert database.queries < asked / 10


def test_readers_at_once_never_see_an_older_version_than_was_committed(version):
    committed = version.number()
    done = Event()

    def read():
        try:
            older = 0
            while not done.is_set():
                least = committed
                older += version.number() < least
            return older
        finally:
            version.database.close()

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        for number in range(CHANGES):
            change(f"Topic {number}")
            committed = feed.version()
        done.set()

    assert [each.result() for each in readers] == [0, 0]


def test_what_is_not_committed_is_not_seen(version):
    for number in range(CHANGES):
        before = version.number()

        with transaction.atomic():
            change(f"Topic {number}")
            feed.settle()
            # Without a lease: the commit follows at once.
            assert version.number() == before

        assert version.number() > before


def test_a_change_that_is_rolled_back_is_not_seen(version):
    before = version.number()

    with transaction.atomic():
        change("Sleep")
        feed.settle()
        transaction.set_rollback(True)

    assert version.number() == before
    change("Walking")
    assert version.number() == feed.version() > before


def test_an_unchanged_version_is_known_after_the_log_was_emptied(version):
    if connection.vendor != "sqlite":
        # PostgreSQL has no such file.
        return
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
        before = version.number()
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert version.number() == before
        change(statement)
        assert version.number() == feed.version() > before


def test_the_version_is_read_each_time_where_it_cannot_be_watched(tmp_path):
    for path in (":memory:", tmp_path / "with_a_journal.sqlite3"):
        raw = sqlite3.connect(path)
        assert WalIndex.of(raw) is None
        raw.close()


def test_the_version_is_read_each_time_without_the_index_of_the_log(tmp_path):
    path = tmp_path / "with_a_log.sqlite3"
    raw = sqlite3.connect(path)
    raw.executescript("PRAGMA journal_mode=WAL; CREATE TABLE page (id)")
    Path(f"{path}-shm").unlink()

    assert WalIndex.of(raw) is None
    raw.close()


def test_nothing_is_known_of_a_file_that_was_replaced(tmp_path, monkeypatch):
    if connection.vendor != "sqlite":
        return
    monkeypatch.setattr("delivery.content_version.FILE_SECONDS", 0)
    path = tmp_path / "gait.sqlite3"
    make_database(path, number=7)
    version = shared_version(CacheDatabase(lambda: sqlite3.connect(path)))
    assert version.number() == version.number() == 7

    path.unlink()
    make_database(path, number=8)

    for _ in range(2):
        with pytest.raises(ChangesUnknown):
            version.number()


def make_database(path, *, number):
    raw = sqlite3.connect(path)
    raw.executescript(
        "PRAGMA journal_mode=WAL; CREATE TABLE delivery_contentversion (number);"
        f"INSERT INTO delivery_contentversion VALUES ({number})"
    )
    raw.close()


def test_the_version_is_read_where_transactions_have_one_snapshot(version, database):
    if connection.vendor != "postgresql":
        return
    database.execute("SET default_transaction_isolation = 'repeatable read'")
    version.number()
    database.queries = 0

    for _ in range(3):
        version.number()

    assert database.queries == 3


def test_the_version_is_known_while_the_triggers_are_away(version):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION delivery_version RENAME TO delivery_away")
    try:
        assert version.number() == feed.version()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER FUNCTION delivery_away RENAME TO delivery_version")


def test_a_connection_that_the_server_closed_is_replaced(version, database):
    if connection.vendor != "postgresql":
        return
    version.number()
    [(process,)] = database.rows("SELECT pg_backend_pid()")

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])
    change("Sleep")

    assert version.number() == feed.version()


def test_no_version_is_known_while_nothing_records_changes(database):
    make.topic()
    number = feed.version()
    ContentVersion.objects.update(number=-number)
    try:
        with pytest.raises(ChangesUnknown):
            shared_version(database).number()
    finally:
        ContentVersion.objects.update(number=number)


def test_a_commit_waits_longer_than_a_lease(version):
    if connection.vendor != "postgresql":
        return
    began_at = time.monotonic()

    change("Sleep")

    assert time.monotonic() - began_at > content_version.LEASE_MILLISECONDS / 1000
