"""Prints the CPU milliseconds of publishing one article in the project's own process.

python publishing.py TIMES

Gait and the stock project both have an articles.ArticlePage. The time includes that of
the PostgreSQL backend.
"""

import statistics
import sys
import time

import django

django.setup()

from django.apps import apps
from django.db import connection


def main(times: int) -> None:
    pages = apps.get_model("articles", "ArticlePage").objects.live()
    chosen = list(pages.filter(alias_of=None).order_by("-path")[: times + 1])
    costs = [publish(page) for page in chosen]
    # The first one loads what all others share.
    sys.stdout.write(f"{statistics.median(costs[1:])}\n")


def publish(page) -> float:
    connection.ensure_connection()
    before = cpu_seconds()
    page.title = f"{page.title}, again"
    page.save_revision().publish()
    return (cpu_seconds() - before) * 1000


def cpu_seconds() -> float:
    if connection.vendor != "postgresql":
        return time.process_time()
    backend = connection.connection.info.backend_pid
    # The CPU clock of another process, as clock_getcpuclockid computes its number.
    return time.process_time() + time.clock_gettime((~backend << 3) | 2)


if __name__ == "__main__":
    main(int(sys.argv[1]))
