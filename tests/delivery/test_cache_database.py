"""The connections of the cache: how many there are, and a host that does not answer."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from delivery import cache_database
from delivery.cache_database import CacheDatabase, connection_for_cache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]

THREADS = 4


def test_threads_share_one_connection_to_sqlite_alone():
    opened = []

    def connect():
        opened.append(connection_for_cache())
        return opened[-1]

    database, barrier = CacheDatabase(connect), Barrier(THREADS)

    def ask(number):
        barrier.wait(10)
        return [database.rows(f"SELECT {n}") for n in range(number, number + 200)]

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(ask, range(THREADS)))

    for each in opened:
        each.close()
    assert answers == [[[(n,)] for n in range(k, k + 200)] for k in range(THREADS)]
    assert len(opened) == (1 if connection.vendor == "sqlite" else THREADS)


class Host:
    """A database server that opens no connection, and says so after some seconds."""

    def __init__(self, *, silent_for):
        self.silent_for = silent_for
        self.attempts = 0

    def connect(self):
        self.attempts += 1
        time.sleep(self.silent_for)
        raise OSError("No answer.")


def ask_often(database):
    for _ in range(5):
        with pytest.raises(OSError, match="No answer"):
            database.rows("SELECT 1")


def test_a_silent_host_is_tried_again_after_as_long_as_it_was_waited_for(monkeypatch):
    monkeypatch.setattr(cache_database, "SILENT_SECONDS", 0.1)
    host = Host(silent_for=0.3)
    database = CacheDatabase(host.connect)

    ask_often(database)
    assert host.attempts == 1

    time.sleep(0.35)
    ask_often(database)
    assert host.attempts == 2

    time.sleep(0.35)
    database.connect = lambda: sqlite3.connect(":memory:")
    assert database.rows("SELECT 1") == [(1,)]
    database.close()


def test_while_a_silent_host_is_tried_again_others_do_not_wait(monkeypatch):
    monkeypatch.setattr(cache_database, "SILENT_SECONDS", 0.1)
    host = Host(silent_for=0.3)
    database = CacheDatabase(host.connect)
    ask_often(database)
    time.sleep(0.35)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: ask_often(database), range(4)))

    assert host.attempts == 2


def test_a_host_that_refuses_connections_is_asked_by_each_request():
    host = Host(silent_for=0)

    ask_often(CacheDatabase(host.connect))

    assert host.attempts == 5
