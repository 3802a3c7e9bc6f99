"""Benchmark of an import: CPU time for each page, by the number of imported pages.

    python bench/importing.py [NUMBER …]

Migrates the empty database of the settings (DATABASE_URL or DATA_DIR) and imports so
many articles at once (1,000, 5,000 and 10,000), each number in one transaction and
below an index of its own, as a command of a project would: page by page with
``add_child``, so that signals, triggers and the index of the search run. CPU time is
that of this process and of its PostgreSQL backend, which must run on this machine.
"""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()

from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page

from articles.models import ArticlePage
from bench.growth import cpu_seconds, print_line
from tests import make

NUMBERS = (1000, 5000, 10_000)


def main() -> None:
    parser = ArgumentParser(
        description="Measures imports into the database of the settings."
    )
    parser.add_argument("number", nargs="*", type=int, help="of pages")
    numbers = parser.parse_args().number or NUMBERS
    call_command("migrate", verbosity=0)
    pattern = make.article("The pattern", topics=[make.topic()], author=make.person())
    # What a process does once is done before.
    measure(100, pattern)
    print_line(f"{'pages':>8} {'ms a page':>10} {'commit, ms a page':>18}")
    for number in numbers:
        adding, commit = measure(number, pattern)
        print_line(f"{number:8} {adding + commit:10.2f} {commit:18.3f}")


def measure(number: int, pattern: ArticlePage) -> tuple[float, float]:
    """Milliseconds of CPU time for each page: of adding it, and of the commit."""
    section = make.standard_page(title=f"Import of {number}")
    index = make.index(parent=section)
    began = cpu_seconds()
    with transaction.atomic():
        add_articles(number, index, pattern)
        added = cpu_seconds()
    ended = cpu_seconds()
    return (added - began) * 1000 / number, (ended - added) * 1000 / number


def add_articles(number: int, index: Page, pattern: ArticlePage) -> None:
    topics = list(pattern.topics.all())
    for n in range(number):
        page = ArticlePage(
            title=f"Article {n} on walking",
            slug=f"article-{n}",
            summary=pattern.summary,
            introduction=pattern.introduction,
            sections=pattern.sections,
            author_id=pattern.author_id,
            hero_image_id=pattern.hero_image_id,
        )
        page.topics = topics
        index.add_child(instance=page)


if __name__ == "__main__":
    main()
