"""Workers that stand still, or whose database goes away or is restored from a copy."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from time import monotonic, sleep

import httpx
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from articles.models import ArticlePage
from tests import make
from tests.delivery.workers import get, read, server
from tests.servers import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="The database is no file."
)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no server."
)


@pytest.fixture
def article(as_migrated):
    make.clinic()
    return make.article("Walking")


def write(article, summary):
    ArticlePage.objects.filter(pk=article.pk).update(summary=summary)


def processes(url):
    """The ids of the server's main process and of all below it, while it runs."""
    port = url.rpartition(":")[2]
    found = pids("-f", f"granian .*--port {port} ")
    below = found
    while below:
        below = pids("-P", ",".join(below))
        found += below
    return [int(each) for each in dict.fromkeys(found)]


def pids(*words):
    answer = subprocess.run(["pgrep", *words], capture_output=True, text=True)  # noqa: S603, S607 - our own words
    return answer.stdout.split()


def send(url, name):
    server_and_workers = processes(url)
    assert len(server_and_workers) >= 3
    for each in server_and_workers:
        os.kill(each, name)


def test_a_worker_that_stood_still_answers_what_was_committed_meanwhile(article):
    address = f"/api/v2/pages/{article.pk}/"
    with server(CACHE_MB="16") as url:
        for _ in range(10):
            read(url, address)
        for number in range(3):
            send(url, signal.SIGSTOP)
            write(article, f"State {number}.")
            send(url, signal.SIGCONT)

            for _ in range(6):
                assert f"State {number}.".encode() in read(url, address)[2]


# One answer takes no longer; with a pool of connections, it took up to ten.
SOON_SECONDS = 5
# Many answers at once, or the end of the server, on a machine under load.
MOST_SECONDS = 60


def read_all(url, addresses):
    """The statuses of all addresses at once, so that each thread of the workers reads."""
    with ThreadPoolExecutor(12) as readers:
        return set(readers.map(lambda each: status(url, each, MOST_SECONDS), addresses))


def status(url, address, most_seconds=SOON_SECONDS):
    return get(f"{url}{address}", timeout=most_seconds).status_code


def searches(first, number):
    """Addresses that nobody has read before, so that Django makes each answer."""
    return [f"/search/?q=walk{n}" for n in range(first, first + number)]


def control(*statements):
    """Statements about the test's database, over a connection to another one."""
    url = database_url().rpartition("/")[0]
    with psycopg.connect(f"{url}/postgres", autocommit=True) as other:
        for statement in statements:
            other.execute(statement.format(connection.settings_dict["NAME"]))


END_ALL = (
    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = '{}'"
)


@contextmanager
def database_away():
    """Ends all connections to the test's database, and refuses new ones meanwhile."""
    control("ALTER DATABASE {} ALLOW_CONNECTIONS false", END_ALL)
    try:
        yield
    finally:
        control("ALTER DATABASE {} ALLOW_CONNECTIONS true")


@on_postgresql
def test_readers_do_not_wait_after_postgresql_ended_all_connections(article):
    with server(CACHE_MB="16") as url:
        for first in (100, 200):
            assert read_all(url, searches(first, 24)) == {200}
            connection.close()

            control(END_ALL)

            for each in searches(first + 50, 6):
                assert status(url, each) == 200


@on_postgresql
def test_while_postgresql_is_away_nobody_waits_and_then_all_is_well(article):
    address = f"/api/v2/pages/{article.pk}/"
    with server(CACHE_MB="16") as url:
        assert read_all(url, [address, *searches(100, 24)]) == {200}
        connection.close()
        with database_away():
            until = monotonic() + SOON_SECONDS
            while monotonic() < until:
                for each in [address, *searches(200, 3)]:
                    assert status(url, each) == 503
                sleep(0.2)

        write(article, "Written after that.")
        for _ in range(6):
            assert b"Written after that." in read(url, address)[2]
        assert read_all(url, searches(300, 24)) == {200}


@on_postgresql
def test_a_restored_copy_shows_at_once_to_running_workers(article, tmp_path):
    address, file = f"/api/v2/pages/{article.pk}/", str(tmp_path / "gait.dump")
    write(article, "Before.")
    with server(CACHE_MB="16") as url:
        run("pg_dump", "-Fc", f"--file={file}", database_url())
        write(article, "Nobody wrote this.")
        for _ in range(6):
            assert b"Nobody wrote this." in read(url, address)[2]

        connection.close()
        run(
            *("pg_restore", "--clean", "--if-exists", "--no-owner"),
            *(f"--dbname={database_url()}", file),
        )
        call_command("forget_answers", verbosity=0)

        for _ in range(6):
            assert b"Before." in read(url, address)[2]


def run(*words, **environment):
    words = [str(each) for each in words]
    subprocess.run(words, check=True, env={**os.environ, **environment})  # noqa: S603 - our own words


class File:
    """A database of SQLite that is not the test's own, and a copy of it."""

    def __init__(self, folder):
        self.file, self.copied = folder / "gait.sqlite3", folder / "copy.sqlite3"
        self.url = f"sqlite:///{self.file}"
        with sqlite(self.file) as new:
            connection.ensure_connection()
            connection.connection.backup(new)

    def write(self, article, summary):
        with sqlite(self.file) as database, database:
            database.execute(
                "UPDATE articles_articlepage SET summary = ? WHERE page_ptr_id = ?",
                (summary, article.pk),
            )

    def copy(self):
        with sqlite(self.file) as source, sqlite(self.copied) as target:
            source.backup(target)

    def replace(self):
        """Puts the copy in place of the file, with all that belongs to the file."""
        for each in self.file.parent.glob(f"{self.file.name}*"):
            each.unlink()
        self.file.write_bytes(self.copied.read_bytes())

    def restore(self):
        """Writes the copy into the file, which may be in use."""
        with sqlite(self.copied) as source, sqlite(self.file) as target:
            source.backup(target)

    def forget_answers(self):
        manage = sys.executable, settings.BASE_DIR / "manage.py"
        run(*manage, "forget_answers", "--verbosity=0", DATABASE_URL=self.url)


def sqlite(file):
    return closing(sqlite3.connect(file, timeout=20))


@pytest.fixture
def file(article, tmp_path):
    return File(tmp_path)


def says(url, article, summary):
    address = f"/api/v2/pages/{article.pk}/"
    return all(summary.encode() in read(url, address)[2] for _ in range(6))


@on_sqlite
def test_a_file_that_is_replaced_by_its_copy_shows_in_the_next_server(article, file):
    file.write(article, "Before.")
    with server(CACHE_MB="16", DATABASE_URL=file.url) as url:
        assert says(url, article, "Before.")
        file.copy()
        file.write(article, "Nobody wrote this.")
        assert says(url, article, "Nobody wrote this.")

    file.replace()
    file.forget_answers()

    with server(CACHE_MB="16", DATABASE_URL=file.url) as url:
        assert says(url, article, "Before.")
        file.write(article, "After that.")
        assert says(url, article, "After that.")


@on_sqlite
def test_a_file_that_is_replaced_under_the_server_ends_it(article, file):
    with server(CACHE_MB="16", DATABASE_URL=file.url) as url:
        assert says(url, article, article.summary)
        file.copy()

        file.replace()

        until = monotonic() + MOST_SECONDS
        while processes(url):
            assert monotonic() < until
            # It stops answering before it has ended.
            with suppress(httpx.TransportError):
                read(url, f"/api/v2/pages/{article.pk}/")


@on_sqlite
def test_a_copy_that_is_written_into_the_file_shows_to_running_workers(article, file):
    file.copy()
    with server(CACHE_MB="16", DATABASE_URL=file.url) as url:
        file.write(article, "Nobody wrote this.")
        assert says(url, article, "Nobody wrote this.")

        file.restore()
        # Its version is that of what nobody wrote.
        file.write(article, "After that.")
        file.forget_answers()

        assert says(url, article, "After that.")
