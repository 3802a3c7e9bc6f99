"""Workers that stand still, or whose database is restored from a copy."""

import signal
import subprocess
from os import kill

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import ArticlePage
from tests import make
from tests.delivery.workers import read, server
from tests.servers import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

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
    """The ids of the server's main process and of all below it."""
    port = url.rpartition(":")[2]
    found = pids("-f", f"serve --port {port}$")
    below = found
    while below:
        below = pids("-P", ",".join(below))
        found += below
    return [int(each) for each in dict.fromkeys(found)]


def pids(*words):
    answer = subprocess.run(["pgrep", *words], capture_output=True, text=True)  # noqa: S603, S607 - our own words
    return answer.stdout.split()


def send(url, name):
    for each in processes(url):
        kill(each, name)


def test_a_worker_that_stood_still_answers_what_was_committed_meanwhile(article):
    address = f"/api/v2/pages/{article.pk}/"
    with server(CACHE_MB="16") as url:
        for _ in range(10):
            read(url, address)
        for number in range(5):
            send(url, signal.SIGSTOP)
            write(article, f"State {number}.")
            send(url, signal.SIGCONT)

            for _ in range(6):
                assert f"State {number}.".encode() in read(url, address)[2]


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


def run(*words):
    subprocess.run(words, check=True)  # noqa: S603 - our own words
