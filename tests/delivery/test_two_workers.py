"""Two worker processes with the cache, compared with a server that keeps nothing."""

import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from threading import Event

import httpx
import pytest
from django.conf import settings
from django.db import connection

from articles.models import ArticlePage
from tests.delivery.test_kept_answers import CHANGES, public_site
from tests.servers import free_port

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

# Differ for each answer, or for each server.
VOLATILE = {"date", "expires", "server", "x-request-id"}
CHANGES_MADE = int(os.environ.get("CHANGES", "40"))
READS_MADE = int(os.environ.get("READS", "1000"))
SEED = int(os.environ.get("SEED", "0"))
READS_AFTER_A_CHANGE = 8


@contextmanager
def server(**environment):
    """The base URL of a running granian on the test's database."""
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.delivery.served_settings",
        "DEBUG": "false",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "PUBLIC_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "LOG_LEVEL": "ERROR",
        # Other tests empty it.
        "REDIS_URL": "",
        # django-csp writes its directives in the order of a set.
        "PYTHONHASHSEED": "0",
        **environment,
    }
    words = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR)  # noqa: S603 - our own words
    try:
        url = f"http://localhost:{port}"
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def database_url():
    data = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{data['NAME']}"
    user = f"{data['USER']}:{data['PASSWORD']}@{data['HOST']}:{data['PORT']}"
    return f"postgres://{user}/{data['NAME']}"


def wait_for(url):
    for _ in range(600):
        try:
            httpx.get(f"{url}/robots.txt")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server does not answer.")


@pytest.fixture
def content(as_migrated):
    return public_site()


def read(url, address):
    """The answer over a new connection, which either of the workers may get."""
    answer = httpx.get(f"{url}{address}", headers={"Accept-Encoding": "identity"})
    if answer.status_code == HTTPStatus.NOT_FOUND:
        # Its offers are limited in each process.
        return HTTPStatus.NOT_FOUND, {}, b""
    kept = {k: v for k, v in answer.headers.items() if k not in VOLATILE}
    return answer.status_code, kept, answer.content


def is_public(url, address):
    status, headers, _ = read(url, address)
    return status != HTTPStatus.OK or "public" in headers.get("cache-control", "")


def test_two_workers_answer_after_each_change_as_one_that_keeps_nothing(content):
    chance = random.Random(SEED)
    with (
        server(CACHE_MB="16") as kept,
        server(CACHE_MB="0") as fresh,
    ):
        addresses = [each for each in content if is_public(fresh, each)]
        for address in addresses * 3:
            read(kept, address)

        for number in range(CHANGES_MADE):
            change = chance.choice(CHANGES)
            change(chance)
            for address in chance.sample(addresses, READS_AFTER_A_CHANGE):
                found = [read(kept, address) for _ in range(2)]
                expected = read(fresh, address)
                for each in found:
                    assert each[2] == expected[2], (number, change.__name__, address)
                    assert each == expected, (number, change.__name__, address)


def test_no_read_after_a_commit_shows_what_was_before(content):
    """Readers and a writer at once: each read shows at least what was committed."""
    article = ArticlePage.objects.order_by("pk").first()
    address = f"/api/v2/pages/{article.pk}/"
    committed = 0
    done = Event()
    stale = []

    def write():
        nonlocal committed
        number = 0
        while not done.is_set():
            number += 1
            ArticlePage.objects.filter(pk=article.pk).update(summary=f"state {number}.")
            committed = number
            time.sleep(0.02)
        connection.close()

    def reader(url):
        with httpx.Client(base_url=url) as client:
            for _ in range(READS_MADE // 4):
                least = committed
                shown = re.search(r"state (\d+)\.", client.get(address).text)
                if int(shown[1]) < least:
                    stale.append((least, shown[1]))

    with server(CACHE_MB="16") as url, ThreadPoolExecutor(5) as threads:
        writing = threads.submit(write)
        while not committed:
            time.sleep(0.01)
        for each in [threads.submit(reader, url) for _ in range(4)]:
            each.result()
        done.set()
        writing.result()
    assert committed > 10
    assert stale == []
