"""Benchmark of growth: CPU time and queries of each kind of request by site size.

    python bench/growth.py DATABASE_URL …

Each database is one that ``bench/content.py`` filled, the smallest first; the last two
columns are the growth of the last one over the first. CPU time is that of a process for
each database and of its PostgreSQL backend, which must run on the same machine. The
databases take turns, and of all rounds the least counts: what else runs on the machine
only adds to it. Answers are made anew, with what the answers of a worker share. ROUNDS
is their number; with KINDS, only kinds whose name holds one of these words are measured.
"""

import gc
import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROUNDS = int(os.environ.get("ROUNDS", "7"))
KINDS = os.environ.get("KINDS", "").split()
# A growth of so much is marked.
LIMIT = 1.5
# An address without a page or a redirect, beside many with one.
NOWHERE = "/old/brticle-10/"
V2, V3 = "/api/v2", "/api/v3"

# CPU time in milliseconds, and queries.
Cost = tuple[float, int]


def main() -> None:
    parser = ArgumentParser(
        description="Measures requests on databases that bench/content.py has filled."
    )
    parser.add_argument("url", nargs="+", help="as in DATABASE_URL, the smallest first")
    sites = [Measured(url) for url in parser.parse_args().url]
    names = "".join(f"{each.name[-14:]:>16}" for each in sites)
    print_line(f"{'':36}{names}   growth")
    # Each process first answers with the names of its kinds.
    [kinds, *_] = [each.answer() for each in sites]
    for kind in kinds:
        rounds = [[each.cost(kind) for each in sites] for _ in range(ROUNDS)]
        costs = [min(costs) for costs in zip(*rounds, strict=True)]
        cells = "".join(f"{cpu:10.1f} /{queries:4}" for cpu, queries in costs)
        print_line(f"{kind:36}{cells}{growth(costs)}")


def growth(costs: list[Cost]) -> str:
    (cpu, queries), (last_cpu, last_queries) = costs[0], costs[-1]
    # Some are made of shared values alone.
    ratio, more = last_cpu / cpu, (last_queries + 1) / (queries + 1)
    mark = " <<" if max(ratio, more) > LIMIT else ""
    return f"   {ratio:5.2f} /{more:5.2f}{mark}"


class Measured:
    """A process with one of the databases, which measures one request when asked to."""

    def __init__(self, url: str) -> None:
        path = Path(urlsplit(url).path)
        is_file = url.startswith("sqlite")
        folder = str(path.parent) if is_file else os.environ.get("DATA_DIR", "var")
        self.name = path.parent.name if is_file else path.name
        self._process = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, __file__, "--one"],
            env={**os.environ, "DATABASE_URL": url, "DATA_DIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def cost(self, kind: str) -> Cost:
        assert self._process.stdin  # noqa: S101 - it is a pipe
        self._process.stdin.write(f"{kind}\n")
        self._process.stdin.flush()
        cpu, queries = self.answer()
        return cpu, queries

    # Any: what the process writes.
    def answer(self) -> Any:
        assert self._process.stdout  # noqa: S101 - it is a pipe
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: the process has ended.")
        return json.loads(line)


def measure_here() -> None:
    """Measures the kinds of requests whose names are read, on the settings' database."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ["LOG_LEVEL"] = "CRITICAL"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The CPU time of parallel workers would not be counted.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    known = {
        name: (client, path)
        for name, client, path in requests()
        if not KINDS or any(kind in name for kind in KINDS)
    }
    print_line(json.dumps([*known]))
    number = dict.fromkeys(known, 0)
    gc.disable()
    # What is there now is left out when garbage is collected.
    gc.freeze()
    for line in sys.stdin:
        name = line.strip()
        # What is made once, such as renditions and content types, is made before.
        number[name] = number[name] or queries_of(*known[name])
        print_line(json.dumps([measure(*known[name]), number[name]]))


def queries_of(client, path: str) -> int:
    from django.core.cache import cache as stored
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = ask(client, path)
    if answer.status_code >= 400 and path != NOWHERE:
        raise SystemExit(f"{path} answers {answer.status_code}")
    stored.clear()
    with CaptureQueriesContext(connection) as queries:
        ask(client, path)
    return len(queries)


def measure(client, path: str) -> float:
    """Milliseconds of CPU time, with nothing in the cache and no collected garbage."""
    from django.core.cache import cache as stored

    stored.clear()
    gc.collect()
    began = cpu_seconds()
    ask(client, path)
    return (cpu_seconds() - began) * 1000


@cache
def shared_values():
    """The values that the answers of this worker share."""
    from delivery.shared_values import SharedValues

    return SharedValues()


def ask(client, path: str):
    """The answer to a request that the cache in front of Django lets through."""
    from delivery.middleware import FOR_CACHE

    with shared_values().for_answer() as values:
        return client.get(path, **{FOR_CACHE: values})


def requests() -> Iterator[tuple]:
    """Name, client and path of each kind of request."""
    from django.test import Client
    from wagtail.models import Page

    from articles.models import ArticlePage
    from bench.content import MEASURED_SLUG
    from core.models import User
    from delivery.models import ContentChange
    from tests import make

    anybody = Client()
    article = ArticlePage.objects.get(slug=MEASURED_SLUG)
    index = article.get_parent()
    deepest = max(ArticlePage.objects.live().public().count() - 40, 0)
    later = anybody.get(f"{V3}/articles/?limit=20").json()["next_cursor"]
    newest = f"{V3}/articles/?order=-updated_at"
    *_, dated = anybody.get(f"{newest}&limit=100").json()["items"]
    since = {"since then": dated["updated_at"], "ever": "2000-01-01T00:00:00Z"}
    middle = ArticlePage.objects.live().order_by("pk")[deepest // 2]
    for name, path in {
        "home": "/",
        "article": article.get_url(),
        "index page 1": index.get_url(),
        "index deepest page": f"{index.get_url()}?page={max(deepest // 12, 1)}",
        "index by topic": f"{index.get_url()}?topic=topic-0",
        "topic, frequent": "/topics/topic-0/",
        "topic, rare": "/topics/topic-39/",
        "person": "/people/person-1/",
        "people": "/people/",
        "topics": "/topics/",
        "llms.txt": "/llms.txt",
        "oembed": f"/oembed/?url={article.full_url}",
        "article as Markdown": f"{article.get_url().rstrip('/')}.md",
        "topic as Markdown": "/topics/topic-0.md",
        "topic's feed": "/topics/topic-0.atom",
        "person's feed": "/people/person-1.atom",
        "search": "/search/?q=walking",
        "feed": "/articles.atom",
        "replies feed": f"/replies/{article.pk}.atom",
        "sitemap": "/sitemap.xml",
        "redirect": "/old/article-10/",
        "v2 article": f"{V2}/pages/{article.pk}/",
        "v2 list": f"{V2}/pages/?limit=20",
        "v2 list of articles": f"{V2}/pages/?type=articles.ArticlePage&fields=*&limit=20",
        "v2 newest": f"{V2}/pages/?type=articles.ArticlePage&order=-first_published_at",
        "v2 by title": f"{V2}/pages/?order=title",
        "v2 deep offset": f"{V2}/pages/?type=articles.ArticlePage&limit=20&offset={deepest}",
        "v2 deep, newest": (
            f"{V2}/pages/?order=-first_published_at&limit=20&offset={deepest}"
        ),
        "nowhere": NOWHERE,
        "v2 children": f"{V2}/pages/?child_of={index.pk}",
        "v2 find": f"{V2}/pages/find/?html_path={article.get_url()}",
        "v2 redirects": f"{V2}/redirects/",
        "v2 replies": f"{V2}/comments/?page={article.pk}",
        "v3 article": f"{V3}/pages/{article.pk}/",
        "v3 article by slug": f"{V3}/articles/{MEASURED_SLUG}/",
        "v3 list": f"{V3}/pages/?limit=20",
        "v3 list newest": f"{V3}/pages/?order=-first_published_at",
        "v3 deep offset": f"{V3}/pages/?limit=20&offset={deepest}",
        "v3 deep, newest": (
            f"{V3}/pages/?order=-first_published_at&limit=20&offset={deepest}"
        ),
        "v3 deep, by title": f"{V3}/pages/?order=-title&limit=20&offset={deepest}",
        "v3 children": f"{V3}/pages/?child_of={index.pk}",
        "v3 articles": f"{V3}/articles/",
        "v3 articles, cursor": f"{V3}/articles/?cursor={later}",
        "v3 articles by title": f"{V3}/articles/?order=title",
        "v3 articles of a topic": f"{V3}/articles/?topic=topic-0",
        "v3 articles of an author": f"{V3}/articles/?author=person-1",
        "v3 articles of any topic": f"{V3}/articles/?topic=topic-0,topic-1&count=true",
        "v3 articles of all topics": f"{V3}/articles/?all_topics=topic-0,topic-1",
        "v3 articles, counted": f"{V3}/articles/?count=true",
        "v3 articles in full": f"{V3}/articles/?fields=*",
        "v3 topics": f"{V3}/topics/",
        "v3 topics by change": f"{V3}/topics/?order=-updated_at",
        "v3 topic": f"{V3}/topics/topic-0/",
        "v3 people": f"{V3}/people/",
        "v3 person": f"{V3}/people/person-1/",
        "v3 facets": f"{V3}/articles/?facets=true",
        "v3 redirects": f"{V3}/redirects/",
        "v3 route, page": f"{V3}/route/?path={article.get_url()}",
        "v3 route, with all": (
            f"{V3}/route/?path={article.get_url()}&include=page,site,comments,form"
        ),
        "v3 route, topic": f"{V3}/route/?path=/topics/topic-0/",
        "v3 route, redirect": f"{V3}/route/?path=/old/article-10/",
        "v3 replies": f"{V3}/comments/?page={article.pk}",
        "v3 site": f"{V3}/site/",
        "v3 search": f"{V3}/search/?search=walking",
        "v3 articles, last changed": newest,
        **{
            f"{kind}, changed {when}": f"{path}updated_after={moment}"
            for when, moment in since.items()
            for kind, path in {
                "v2 list": f"{V2}/pages/?",
                "v2 articles": f"{V2}/pages/?type=articles.ArticlePage&",
                "v3 list": f"{V3}/pages/?",
                "v3 articles": f"{V3}/articles/?",
                "v3 topics": f"{V3}/topics/?",
            }.items()
        },
    }.items():
        yield name, anybody, path
    superuser = User.objects.filter(is_superuser=True).first() or make.superuser()
    editor = User.objects.filter(groups__name="Editors").first()
    for who, user in {
        "": superuser,
        " (editor)": editor or make.member("Editors"),
    }.items():
        client = Client()
        client.force_login(user)
        for name, path in {
            "explorer": f"/admin/pages/{index.pk}/",
            "editor of an article": f"/admin/pages/{article.pk}/edit/",
            "chooser": f"/admin/choose-page/{index.pk}/?page_type=wagtailcore.page",
            "dashboard": "/admin/",
            "list of articles": "/admin/articles/",
        }.items():
            yield f"admin {name}{who}", client, path
    client = Client()
    client.force_login(superuser)
    yield "admin replies", client, "/admin/replies/"
    yield "admin replies, published", client, "/admin/replies/?status=published"
    yield "admin aging report", client, "/admin/reports/aging-pages/"
    yield "admin history", client, f"/admin/pages/{middle.pk}/history/"
    yield "admin site history", client, "/admin/reports/site-history/"
    report = "/admin/reports/public-changes/"
    yield "admin public changes", client, report
    yield "admin public changes, pages", client, f"{report}?kind=page&changed_at=7"
    last = ContentChange.objects.exclude(number=None).latest("pk")
    yield "admin public change", client, f"{report}{last.pk}/"
    assert Page  # noqa: S101


def cpu_seconds() -> float:
    """CPU time of this process and of its PostgreSQL backend."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    nanoseconds = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return time.process_time() + nanoseconds / 1e9


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure_here()
    else:
        main()
