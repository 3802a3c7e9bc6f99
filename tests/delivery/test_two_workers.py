"""Reads at once after commits, from two workers with the cache."""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from django.db import connection

from articles.models import ArticlePage
from tests.delivery.test_kept_answers import public_site
from tests.delivery.workers import server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

READS_MADE = int(os.environ.get("READS", "500"))


@pytest.fixture
def content(as_migrated):
    return public_site()


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
