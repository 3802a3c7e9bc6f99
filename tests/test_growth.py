"""Work of the database for a request: it does not grow with the number of articles.

Counts of rows are left out.
SQLite counts the instructions of its virtual machine; PostgreSQL counts the rows that
each step of a plan reads. Both are the same in every run.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page

from articles import lists
from articles.models import ArticlePage, Topic
from articles.pagination import PER_PAGE
from bench.content import (
    article,
    insert_around,
    insert_articles,
    insert_search_documents,
)
from core import deep_offsets
from core.site_search import database, engine, index_state, ranking
from delivery.middleware import FOR_CACHE
from delivery.shared_values import SharedValues
from tests import make
from tests.planner import renew_statistics
from tests.plans import AS_IF_LARGE, is_count, is_select, without_settings
from tests.public_paths import PARTS, PATHS, SEARCH_PATHS

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

FEW, MANY = 400, 2000
# Of the work, while the site grows to five times its size.
LIMIT = 1.8
# PostgreSQL's plans differ with the sample that ANALYZE has taken; reading all articles
# would cost 1,600 more.
SLACK = 200
ADMIN_PATHS = (
    "/admin/",
    "/admin/articles/",
    "/admin/articles/?ordering=title",
    "/admin/pages/{index}/",
    "/admin/pages/{index}/?ordering=-title",
    "/admin/pages/{key}/edit/",
    "/admin/reports/aging-pages/",
    "/admin/choose-page/{index}/?page_type=wagtailcore.page",
)
# Near the end of the lists, with what the answers of a worker share.
DEEP_PATHS = (
    "/articles/?page={last_page}",
    "/api/v2/pages/?type=articles.ArticlePage&offset={offset}",
    "/api/v2/pages/?order=title&offset={offset}",
    "/api/v3/pages/?offset={offset}",
    "/api/v3/pages/?order=title&offset={offset}",
    "/api/v3/pages/?order=-title&offset={offset}",
    # Some pages have no date.
    "/api/v3/pages/?order=-first_published_at&offset={offset}",
    "/api/v2/pages/?order=-updated_at&offset={offset}",
    "/api/v3/pages/?order=updated_at&offset={offset}",
)
# Instructions between two calls of SQLite's progress handler.
STEP = 10


@pytest.fixture
def site():
    topic, person = make.topic("Back"), make.person("Maya Lindqvist")
    first = make.article("Measured", topics=[topic], author=person)
    others = [make.person(f"Person {n}") for n in range(9)]
    return Site(first, [person, *others], make.image())


class Site:
    def __init__(self, first, people, picture):
        self.first, self.people, self.picture = first, people, picture
        self.index = Page.objects.get(pk=first.get_parent().pk)
        self.chance, self.number = random.Random(1), 1

    def grow_to(self, number, *, with_search=False):
        made = insert_articles(
            article(self.index, n, self.first, self.chance, self.people, [self.picture])
            for n in range(self.number, number)
        )
        pairs = ArticlePage.topics.through
        topic = Topic.objects.get(slug="back")
        pairs.objects.bulk_create(
            pairs(articlepage=each, topic=topic) for each in made[::2]
        )
        insert_around(made)
        if with_search:
            pages = Page.objects.filter(pk__in=[each.pk for each in made])
            insert_search_documents(pages, self.chance)
        self.number = number
        Page.objects.filter(pk=self.index.pk).update(numchild=number)
        if connection.vendor == "postgresql":
            rewrite_tables()
        renew_statistics()

    def address(self, path):
        listed = ArticlePage.objects.live().count()
        return path.format(
            index=self.index.pk,
            key=self.first.pk,
            offset=listed - 40,
            last_page=(listed - 40) // PER_PAGE,
        )


def rewrite_tables():
    """Writes the tables of PostgreSQL anew, in the order of their keys.

    Its plans depend on the order of the rows, on the size of the tables, and on which of
    their pages were vacuumed; other tests leave rows that were rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index "
            "JOIN pg_class ON pg_class.oid = indrelid WHERE indisprimary "
            "AND relnamespace = 'public'::regnamespace AND pg_relation_size(indrelid) > 0"
        )
        tables = cursor.fetchall()
        # A table with deferred triggers that wait for the commit cannot be rewritten.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, key in tables:
            cursor.execute(f"CLUSTER {table} USING {key}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def work_of(run):
    """Instructions of SQLite, or rows read by PostgreSQL, while the function runs."""
    if connection.vendor == "sqlite":
        return steps_of(run)
    return sum(rows_in(plan) for plan in plans_of(run))


def steps_of(run):
    steps = []

    def count_steps(execute, sql, params, many, context):
        watch = None if is_count(sql) else lambda: steps.append(1)
        connection.connection.set_progress_handler(watch, STEP)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count_steps):
        run()
    connection.connection.set_progress_handler(None, 0)
    return len(steps) * STEP


def plans_of(run):
    sent = []

    def note(execute, sql, params, many, context):
        select = without_settings(sql)
        if is_select(select) and not is_count(select):
            sent.append((select, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    with connection.cursor() as cursor:
        cursor.execute(AS_IF_LARGE)
        for sql, params in sent:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            [[plan]] = cursor.fetchall()
            yield (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        cursor.execute(AS_IF_LARGE.replace("off", "on"))


def rows_in(node):
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    own = sum(node.get(name, 0) for name in names) * node["Actual Loops"]
    return own + sum(map(rows_in, node.get("Plans", ())))


def work_at(client, address, **environ):
    assert client.get(address, **environ).status_code < 400
    return work_of(lambda: client.get(address, **environ))


def work_of_a_worker(client, address):
    """The same with the values that its answers share."""
    with SharedValues().for_answer() as values:
        return work_at(client, address, **{FOR_CACHE: values})


def test_paths_cost_the_same_with_many_articles(client, site, monkeypatch):
    monkeypatch.setattr(deep_offsets, "STEP", 50)
    monkeypatch.setattr(lists, "FEW", 30)
    pairs = ArticlePage.topics.through.objects
    pairs.create(articlepage=site.first, topic=make.topic("Rare"))
    ArticlePage.objects.filter(pk=site.first.pk).update(author=make.person("Rare"))
    editor, superuser = Client(), Client()
    editor.force_login(make.member("Editors"))
    superuser.force_login(make.superuser())

    # At once, as making the articles takes longer than asking for the paths.
    assert not grown(
        site,
        [
            Asked(PATHS, partial(work_at, client)),
            # Wagtail's filters read the owners of all pages, from an index.
            Asked(ADMIN_PATHS, partial(work_at, editor), limit=2.5),
            Asked(["/admin/replies/?status=published"], partial(work_at, superuser)),
            Asked(DEEP_PATHS, partial(work_of_a_worker, client)),
            Asked(PARTS, partial(work_of_a_worker, client)),
        ],
    )


@pytest.fixture
def few_are_many(monkeypatch):
    """A search that takes a tenth of the documents for many."""
    for module, name, number in (
        (ranking, "MOST", 15),
        (ranking, "ENOUGH_WITH_ALL", 10),
        (ranking, "CHECKED", 20),
        (ranking, "MOST_COUNTED", 60),
        (engine, "KEPT", 60),
        (index_state, "NEWEST", 60),
        (database, "FEW", 60),
        (database, "READ", 60),
    ):
        monkeypatch.setattr(module, name, number)


@pytest.mark.usefixtures("few_are_many")
def test_a_search_costs_the_same_with_many_articles(client, site):
    asked = Asked(SEARCH_PATHS, partial(work_at, client))

    assert not grown(site, [asked], with_search=True)


@dataclass
class Asked:
    """Paths, what measures the work for one, and how much of it there may be then."""

    paths: Sequence[str]
    work: Callable[[str], int]
    limit: float = LIMIT

    def works(self, site):
        return {path: self.work(site.address(path)) for path in self.paths}


def grown(site, asked, **options):
    """The work at those of the paths that cost more where there are more articles."""
    site.grow_to(FEW, **options)
    before = [each.works(site) for each in asked]
    site.grow_to(MANY, **options)
    after = [each.works(site) for each in asked]
    return {
        path: (few[path], many[path])
        for each, few, many in zip(asked, before, after, strict=True)
        for path in each.paths
        if many[path] > each.limit * few[path] + SLACK
    }
