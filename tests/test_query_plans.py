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
from articles.models import ArticleIndexPage, ArticlePage
from bench.content import BATCH, article, batched, insert_articles
from core import last_changes
from core.aliases import without_repeats
from delivery.models import ContentChange
from delivery.reported_changes import last_entries
from tests import make
from tests.planner import renew_statistics
from tests.plans import (
    is_count,
    plan_of_postgresql,
    scans,
    statements,
    steps_of_sqlite,
)
from tests.public_paths import OTHER_PATHS, PARTS, PATHS, SEARCH_PATHS

pytestmark = pytest.mark.django_db

ARTICLES = 600
ALL_PATHS = tuple(dict.fromkeys([*OTHER_PATHS, *PATHS, *PARTS, *SEARCH_PATHS]))


@pytest.fixture
def measured():
    """An article with all that articles have, and hundreds beside it."""
    topic, person = make.topic("Back"), make.person("Maya Lindqvist")
    rare, author = make.topic("Rare"), make.person("Rare")
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
    pairs.objects.create(articlepage_id=made[-1].pk, topic=rare)
    ArticlePage.objects.filter(pk=made[-1].pk).update(author=author)
    PageViewRestriction.objects.create(page_id=made[1].pk, restriction_type="login")
    renew_statistics()
    return first


# Each with all its cases, as the site takes longer to make than all their plans.
@pytest.mark.each_database
def test_a_statement_that_reads_all_pages_is_found_out(measured):
    for number, pages in enumerate(
        [
            Page.objects.filter(draft_title="x"),
            Page.objects.filter(path__contains="1"),
            Page.objects.filter(path__contains="1").order_by("seo_title")[:3],
            ArticlePage.objects.filter(summary="x"),
            ArticlePage.objects.filter(pk__in=Page.objects.filter(seo_title="x")),
            # The limit ends none of these early.
            Page.objects.filter(title__contains="zz").order_by("path")[:1],
            Page.objects.filter(draft_title="zz").order_by("path")[:1],
            Page.objects.order_by("path")[500:501],
            Page.objects.order_by("path").exclude(
                pk__in=Page.objects.order_by("path").values("pk")[:1]
            ),
        ]
    ):
        [statement] = statements(lambda: list(pages))  # noqa: B023 - called at once

        assert scans(*statement), number


# PostgreSQL knows how few they are.
@pytest.mark.skipif("connection.vendor == 'postgresql'")
def test_so_is_one_that_goes_through_all_for_a_few(measured):
    for number, pages in enumerate(
        [
            Page.objects.filter(live=False).order_by("path")[:1],
            Page.objects.type(ArticlePage).filter(slug="x").order_by("pk")[:1],
            Page.objects.type(ArticlePage).filter(articlepage__summary="x")[:1],
            ArticleIndexPage.objects.child_of(Page.objects.get(depth=2))[:1],
        ]
    ):
        [*_, statement] = statements(lambda: list(pages))  # noqa: B023 - called at once

        assert scans(*statement), number


@pytest.mark.each_database
def test_the_begin_of_a_list_is_none_of_them(measured):
    for order in ("path", "pk", "title", "-first_published_at"):
        pages = Page.objects.filter(live=True, depth__gte=2).order_by(order)[:20]
        [statement] = statements(lambda: list(pages))  # noqa: B023 - called at once

        assert not scans(*statement), order


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
    # Fewer would be read as a whole.
    monkeypatch.setattr(last_changes, "MANY", 1)
    found = {}
    for path in ALL_PATHS:
        address = path.format(
            key=measured.pk, part=measured.pk // 20, index=measured.get_parent().pk
        )
        client.get(address)
        sent = statements(lambda: client.get(address))  # noqa: B023 - called at once
        assert sent, address
        # A worker shares the totals of Wagtail's lists.
        if "/pages/?" in address or address.endswith("/pages/"):
            sent = [each for each in sent if not is_count(each[0])]
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
