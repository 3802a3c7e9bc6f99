"""Benchmark of the site search with many articles.

    python bench/site_search.py [NUMBER OF ARTICLES]

Creates a test database next to that of DATABASE_URL, fills it with generated articles,
and drops it afterwards.
"""

import os
import random
import sys
import time
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
from core.models import SearchWord  # noqa: E402
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
# Many: the CPU time of PostgreSQL is counted in hundredths of a second.
ROUNDS = 50


def main() -> None:
    number = int(next(filter(str.isdigit, sys.argv[1:]), 10_000))
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        fill(number)
        measure()
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def fill(number: int) -> None:
    index, chance = make.index(), random.Random(1)  # noqa: S311 - reproducible
    words = [
        "".join(chance.choices("abcdefghiklmnoprstu", k=8)) for _ in range(VOCABULARY)
    ]
    # As in a language: the tenth word is ten times rarer than the first.
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    before = size()
    took = 0.0
    for start in range(0, number, 500):
        batch = [
            article(index, n, chance.choices(words, weights, k=WORDS_IN_AN_ARTICLE))
            for n in range(start, min(start + 500, number))
        ]
        began = time.perf_counter()
        documents.index(batch)
        took += time.perf_counter() - began
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print_line(f"{number} articles on {connection.vendor}")
    print_line(
        f"  index: {(size() - before) / 1e6:.0f} MB with the articles, {took:.0f} s"
    )
    print_line(f"  words: {SearchWord.objects.count()}")


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


def size() -> int:
    """Bytes of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            )
        return cursor.fetchone()[0]


def measure() -> None:
    home = make.home()
    for name, query in QUERIES.items():
        times = []
        for _ in range(ROUNDS):
            began = cpu_seconds()
            found = engine.search(query, home, hidden=(), start=0, limit=12)
            shown = results(found, home, hidden=())
            times.append((cpu_seconds() - began) * 1000)
        mean = sum(times) / ROUNDS
        print_line(
            f"  {name}: {mean:.1f} ms of CPU time, {found.count} hits, {len(shown)} shown"
        )


def cpu_seconds() -> float:
    """CPU time of this process and of its PostgreSQL backend, if it runs here."""
    if connection.vendor != "postgresql":
        return time.process_time()
    pid = connection.connection.info.backend_pid
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
