"""Query plans of public paths: none reads all pages, however many articles there are.

A few hundred articles are enough for the plans of a large site: PostgreSQL is kept from
reading whole tables where an index serves, and SQLite does not know their size.
"""

import json
import random
import re

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from articles import sitemap
from articles.models import ArticlePage
from bench.content import BATCH, article, batched, insert_articles
from core.aliases import without_repeats
from delivery.models import ContentChange
from delivery.reported_changes import last_entries
from tests import make
from tests.planner import renew_statistics

pytestmark = pytest.mark.django_db

ARTICLES = 600
# The tables with a row for each article.
TABLES = ("wagtailcore_page", "articles_articlepage")
PATHS = (
    "/",
    "/articles/",
    "/articles/?page=3",
    "/articles/?topic=back",
    "/articles/measured/",
    "/topics/",
    "/topics/back/",
    "/people/",
    "/people/maya-lindqvist/",
    "/articles.atom",
    "/sitemap.xml",
    "/sitemap-{part}.xml",
    "/sitemap-topics-and-people.xml",
    "/robots.txt",
    "/old/",
    "/nowhere/",
    "/api/v2/pages/{key}/",
    "/api/v2/pages/find/?html_path=/articles/measured/",
    "/api/v2/comments/?page={key}",
    "/api/v2/site/",
    "/api/v3/pages/?child_of={index}",
    "/api/v3/pages/{key}/",
    "/api/v3/articles/",
    "/api/v3/articles/?order=title",
    "/api/v3/articles/?topic=back",
    "/api/v3/articles/?facets=true",
    "/api/v3/topics/",
    "/api/v3/topics/back/",
    "/api/v3/people/",
    "/api/v3/people/maya-lindqvist/",
    "/api/v3/articles/measured/",
    "/api/v3/comments/?page={key}",
    "/api/v3/route/?path=/articles/measured/",
    "/api/v3/route/?path=/topics/back/",
    "/api/v3/route/?path=/people/maya-lindqvist/",
    "/api/v3/route/?path=/old/",
    "/api/v3/route/?path=/deleted/",
    "/api/v3/site/",
)


@pytest.fixture
def measured():
    """An article with all that articles have, and hundreds beside it."""
    topic, person = make.topic("Back"), make.person("Maya Lindqvist")
    first = make.article("Measured", topics=[topic], author=person)
    make.comment(page=first)
    Redirect.add_redirect("/old/", first)
    others = [make.person(f"Person {n}") for n in range(9)]
    index = Page.objects.get(pk=first.get_parent().pk)
    chance, picture = random.Random(1), make.image()
    for numbers in batched(range(1, ARTICLES), BATCH):
        made = insert_articles(
            article(index, n, first, chance, [person, *others], [picture])
            for n in numbers
        )
        pairs = ArticlePage.topics.through
        pairs.objects.bulk_create(
            pairs(articlepage_id=each.pk, topic=topic) for each in made[::10]
        )
    PageViewRestriction.objects.create(page_id=made[1].pk, restriction_type="login")
    renew_statistics()
    return first


# Joins that read both tables, which pays only while they are small.
AS_IF_LARGE = "; ".join(
    f"SET LOCAL enable_{each} = off" for each in ("seqscan", "hashjoin", "mergejoin")
)


def statements(run):
    """The SELECTs, with their parameters, that a function sends for the tables."""
    found = []

    def note(execute, sql, params, many, context):
        if re.match(r"\s*(SELECT|WITH)", sql) and any(name in sql for name in TABLES):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    return found


def scans(sql, params):
    """The parts of the statement's plan that read a whole table, or a whole index."""
    if connection.vendor == "sqlite":
        return [step for step in steps_of_sqlite(sql, params) if is_scan(step, sql)]
    return list(scans_in(plan_of_postgresql(sql, params), is_limited=False))


def steps_of_sqlite(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[-1] for row in cursor.fetchall()]


def plan_of_postgresql(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(AS_IF_LARGE)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [[plan]] = cursor.fetchall()
        cursor.execute(AS_IF_LARGE.replace("off", "on"))
    plans = json.loads(plan) if isinstance(plan, str) else plan
    return plans[0]["Plan"]


def is_scan(step, sql):
    """True for a step like “SCAN U0” over one of the tables, by its name or alias.

    An index in the order of the rows is read as far as the limit.
    """
    scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    if scan is None:
        return False
    name, index = scan.groups()
    if index:
        return index in indexes_of_the_tables() and "LIMIT" not in sql
    aliases = re.findall(rf'"(?:{"|".join(TABLES)})" (\w+)', sql)
    return name in {*TABLES, *aliases}


def indexes_of_the_tables():
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(TABLES))
        cursor.execute(
            f"SELECT name FROM sqlite_master WHERE tbl_name IN ({marks})",
            TABLES,
        )
        return {name for (name,) in cursor.fetchall()}


# What needs all rows below it before it gives the first.
NEEDS_ALL = {"Sort", "Aggregate", "Hash", "Materialize", "WindowAgg"}


def scans_in(node, *, is_limited):
    kind = node["Node Type"]
    is_limited = kind not in NEEDS_ALL and (is_limited or kind == "Limit")
    if node.get("Relation Name") in TABLES:
        by_index = "Index Cond" in node or "Recheck Cond" in node
        if kind == "Seq Scan" or not (by_index or is_limited):
            yield f"{kind} on {node['Relation Name']}"
    for below in node.get("Plans", ()):
        yield from scans_in(below, is_limited=is_limited)


@pytest.mark.each_database
@pytest.mark.parametrize(
    "pages",
    [
        lambda: Page.objects.filter(draft_title="x"),
        lambda: Page.objects.filter(path__contains="1"),
        lambda: Page.objects.filter(path__contains="1").order_by("seo_title")[:3],
        lambda: ArticlePage.objects.filter(summary="x"),
        lambda: ArticlePage.objects.filter(pk__in=Page.objects.filter(seo_title="x")),
    ],
)
def test_a_statement_that_reads_all_pages_is_found_out(measured, pages):
    [statement] = statements(lambda: list(pages()))

    assert scans(*statement)


@pytest.mark.each_database
def test_a_list_reads_no_originals_but_those_of_its_aliases(measured):
    pages = without_repeats(Page.objects.filter(live=True))
    [statement] = statements(lambda: list(pages.order_by("-first_published_at")[:20]))

    is_postgresql = connection.vendor == "postgresql"
    plan = plan_of_postgresql if is_postgresql else steps_of_sqlite
    # PostgreSQL's name of a subquery that is read whole, into a hash table.
    assert "hashed" not in json.dumps(plan(*statement))


@pytest.mark.each_database
def test_no_public_path_reads_all_pages(client, measured, monkeypatch):
    monkeypatch.setattr(sitemap, "PAGES_IN_A_PART", 20)
    found = {}
    for path in PATHS:
        address = path.format(
            key=measured.pk, part=measured.pk // 20, index=measured.get_parent().pk
        )
        client.get(address)
        sent = statements(lambda: client.get(address))  # noqa: B023 - called at once
        assert sent, address
        wrong = [(scans(*each), each[0]) for each in sent if scans(*each)]
        if wrong:
            found[address] = wrong

    assert not found, json.dumps(found, indent=1)


def test_the_next_entry_of_an_object_is_found_by_an_index():
    if connection.vendor == "postgresql":
        # It reads a small table faster as a whole.
        ContentChange.objects.bulk_create(
            ContentChange(kind="page", object_id=number % 100, number=number)
            for number in range(2000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE delivery_contentchange")
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = last_entries(ContentChange.objects.all()).explain()

    assert re.search(
        r"delivery_changed_object.*\bobject_id ?=.*\bid\s*>", plan, re.DOTALL
    )
