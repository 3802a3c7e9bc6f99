"""Benchmark of the site search with many articles.

    python bench/site_search.py [NUMBER OF ARTICLES] [--keep NAME] [--rebuild]

Creates a test database next to that of DATABASE_URL, fills it with generated articles,
and drops it afterwards. ``--keep`` keeps it under this name, a path for SQLite, and uses
one that is there already. ``--rebuild`` also measures ``documents.rebuild``.
"""

import argparse
import os
import random
import statistics
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
from django.test.utils import setup_test_environment  # noqa: E402
from wagtail.models import Page  # noqa: E402

from articles.models import ArticlePage  # noqa: E402
from core.models import SearchDocument, SearchWord  # noqa: E402
from core.site_search import documents, engine  # noqa: E402
from core.site_search.results import results  # noqa: E402
from tests import make  # noqa: E402

WORDS_IN_AN_ARTICLE = 600
VOCABULARY = 20_000
QUERIES = {
    "common word": "spine",
    "rare word": "thousandth",
    "misspelt": "thosandth",
    "sentence": "how long should I rest my spine after every tenth walk",
    "sentence with a rare word": "how long should I rest my spine after a thousandth walk",
    "no result": "zyzzyva",
}
ROUNDS = 50
INDEX = ("core_searchdocument", "core_searchword")


def main() -> None:
    options = parsed(sys.argv[1:])
    setup_test_environment()
    creation = connection.creation
    connection.settings_dict["TEST"]["NAME"] = options.keep
    creation.create_test_db(verbosity=0, serialize=False, keepdb=bool(options.keep))
    try:
        if not SearchDocument.objects.filter(model="articles.articlepage").exists():
            fill(options.number)
        if options.rebuild:
            print_line(
                f"  rebuilt in {cpu_ms(documents.rebuild) / 1000:.0f} s of CPU time"
            )
        report()
        measure()
    finally:
        creation.destroy_test_db("", verbosity=0, keepdb=bool(options.keep))


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?", type=int, default=10_000)
    parser.add_argument("--keep", metavar="NAME")
    parser.add_argument("--rebuild", action="store_true")
    return parser.parse_args(arguments)


def fill(number: int) -> None:
    index, chance = make.index(), random.Random(1)  # noqa: S311 - reproducible
    words = [
        "".join(chance.choices("abcdefghiklmnoprstu", k=8)) for _ in range(VOCABULARY)
    ]
    # As in a language: the tenth word is ten times rarer than the first.
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    for start in range(0, number, 500):
        batch = [
            article(index, n, chance.choices(words, weights, k=WORDS_IN_AN_ARTICLE))
            for n in range(start, min(start + 500, number))
        ]
        documents.index(batch)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def article(index: Page, n: int, words: list[str]) -> ArticlePage:
    markers = [
        "spine walk rest",
        *["tenth"] * (n % 10 == 0),
        *["thousandth"] * (n % 1000 == 0),
    ]
    new = ArticlePage(
        title=f"Article {n} on {markers[-1]}",
        slug=f"article-{n}",
        path=ArticlePage._get_path(index.path, index.depth + 1, n + 1),
        depth=index.depth + 1,
        url_path=f"{index.url_path}article-{n}/",
        locale=index.locale,
        summary="What this article says.",
        introduction=f"<p>{' '.join([*markers, *words])}</p>",
        live=True,
    )
    row = Page()
    for field in Page._meta.concrete_fields:
        setattr(row, field.attname, getattr(new, field.attname))
    # Raw: without signals, which would index each article by itself.
    row.save_base(raw=True)
    new.pk = new.id = row.pk
    new.save_base(raw=True)
    return new


def report() -> None:
    print_line(f"{SearchDocument.objects.count()} documents on {connection.vendor}")
    print_line(f"  index: {size() / 1e6:.0f} MB, {SearchWord.objects.count()} words")


def size() -> int:
    """Bytes of the tables and indexes of the site search."""
    if connection.vendor == "postgresql":
        sizes = (f"pg_total_relation_size('{table}')" for table in INDEX)
        sql = f"SELECT {' + '.join(sizes)}"
    else:
        names = " OR ".join(f"name LIKE '%{table}%'" for table in INDEX)
        sql = f"SELECT SUM(pgsize) FROM dbstat WHERE {names}"  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def measure() -> None:
    home = make.home()
    for name, query in QUERIES.items():

        def searched(query: str = query) -> None:
            found = engine.search(query, home, hidden=(), start=0, limit=12)
            results(found, home, hidden=())

        times = sorted(cpu_ms(searched) for _ in range(ROUNDS))
        print_line(
            f"  {name}: {statistics.median(times):.1f} ms of CPU time, "
            f"{times[0]:.1f} at least"
        )


def cpu_ms(work: Callable[[], None]) -> float:
    """CPU time of this process and of its PostgreSQL backend, if it runs here."""
    began = cpu_seconds()
    work()
    return (cpu_seconds() - began) * 1000


def cpu_seconds() -> float:
    if connection.vendor != "postgresql":
        return time.process_time()
    pid = connection.connection.info.backend_pid
    # Exact, unlike the hundredths of a second of /proc/PID/stat.
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(nanoseconds) / 1e9


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
