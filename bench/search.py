"""Benchmark of search with many articles, for our backend and Wagtail's.

    python bench/search.py [NUMBER OF ARTICLES] [stock]

Creates a test database next to that of DATABASE_URL, fills it with generated articles,
and drops it afterwards. ``stock`` adds Wagtail's own backend for comparison; on SQLite
it takes minutes with a few thousand articles.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
os.environ.setdefault("LOG_LEVEL", "ERROR")
django.setup()

from django.db import connection  # noqa: E402 - needs django.setup()
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from wagtail.models import Page  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402
from wagtail.search.backends.base import BaseSearchResults  # noqa: E402

from articles.models import ArticlePage  # noqa: E402
from tests import make  # noqa: E402

WORDS_IN_AN_ARTICLE = 600
# Words in every article, in every tenth, in every thousandth, and in none.
QUERIES = ("spine", "tenth", "thousandth", "nowhere", "spine tenth", "sp")
ROUNDS = 5
BATCH = 500


def main() -> None:
    number = int(next(filter(str.isdigit, sys.argv[1:]), 10_000))
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        fill(number)
        report(number, "core.search")
        if "stock" in sys.argv:
            report(number, "wagtail.search.backends.database")
        measure_site()
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def fill(number: int) -> None:
    """Inserts rows directly, without signals, which takes a minute instead of hours."""
    index, chance = make.index(), random.Random(1)  # noqa: S311 - reproducible
    vocabulary = [f"word{n}" for n in range(5000)]
    backend = get_search_backend()
    for start in range(0, number, BATCH):
        batch = [
            article(index, n, chance.choices(vocabulary, k=WORDS_IN_AN_ARTICLE))
            for n in range(start, min(start + BATCH, number))
        ]
        backend.add_bulk(ArticlePage, batch)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def article(index: Page, n: int, words: list[str]) -> ArticlePage:
    markers = ["spine", *["tenth"] * (n % 10 == 0), *["thousandth"] * (n % 1000 == 0)]
    new = ArticlePage(
        title=f"Article {n} on {markers[-1]}",
        slug=f"article-{n}",
        path=ArticlePage._get_path(index.path, index.depth + 1, n + 1),
        depth=index.depth + 1,
        url_path=f"{index.url_path}article-{n}/",
        locale=index.locale,
        summary="What this article says.",
        introduction=f"<p>{' '.join([*words, *markers])}</p>",
        first_published_at=make.LATELY,
        last_published_at=make.LATELY,
    )
    row = Page()
    for field in Page._meta.concrete_fields:
        setattr(row, field.attname, getattr(new, field.attname))
    row.save_base(raw=True)
    new.pk = new.id = row.pk
    new.save_base(raw=True)
    return new


def report(number: int, name: str) -> None:
    for query in QUERIES:
        found = search(query, name)
        count = found.count()
        spent = milliseconds(lambda: list(search(query, name)[:20]))  # noqa: B023 - called at once
        print_line(
            f"{name:34}{query:14}{number:7} articles{count:6} found{spent:9.1f} ms"
        )


def search(query: str, name: str) -> BaseSearchResults:
    return ArticlePage.objects.live().public().search(query, backend=name)


def measure_site() -> None:
    """Measures complete responses of the search page."""
    client = Client()
    for path in ("/search/?q=spine", "/search/?q=nowhere"):
        spent = milliseconds(lambda: client.get(path))  # noqa: B023 - called at once
        print_line(f"{path:34}{spent:45.1f} ms")


def milliseconds(do: Callable[[], object]) -> float:
    """Best of several rounds, because other load can only add to the time."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        do()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
