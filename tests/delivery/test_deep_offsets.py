"""Deep offsets of lists, read from rows shortly before them."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from wagtail.models import Page

from articles.models import ArticlePage
from core import deep_offsets
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

ARTICLES = 8
V2 = "/api/v2/pages/?limit=2"
V3 = "/api/v3/pages/?limit=2"
LISTS = (
    V2,
    f"{V2}&type=articles.ArticlePage",
    f"{V2}&order=title",
    f"{V2}&order=-title",
    f"{V2}&order=-first_published_at",
    f"{V2}&order=-id",
    f"{V2}&order=show_in_menus",
    f"{V2}&order=title,slug",
    f"{V2}&type=articles.ArticlePage&topics={{topic}}",
    f"{V2}&type=articles.ArticlePage&order=-title&topics={{topic}}",
    V3,
    f"{V3}&type=articles.ArticlePage",
    f"{V3}&order=title",
    f"{V3}&order=-seo_title",
    f"{V3}&order=first_published_at",
    f"{V3}&order=-first_published_at",
    f"{V3}&order=-id",
    f"{V3}&child_of={{index}}&order=-title",
)


@pytest.fixture(autouse=True)
def short_steps(monkeypatch):
    monkeypatch.setattr(deep_offsets, "STEP", 3)


@pytest.fixture
def topic(article):
    """The topic of articles, of which some have the same title and date."""
    topic = make.topic("Back")
    Page.objects.update(first_published_at=make.LATELY)
    for number in range(ARTICLES):
        made = make.article(f"Article {number}", topics=[topic])
        ArticlePage.objects.filter(pk=made.pk).update(
            title=f"Title {number % 3}",
            seo_title=f"Title {number % 2}",
            first_published_at=make.LATELY + timedelta(hours=number % 4),
        )
    feed.settle()
    return topic


@pytest.fixture
def lists(topic, article):
    known = {"topic": topic.pk, "index": article.get_parent().pk}
    return [each.format(**known) for each in LISTS]


def items(application, address):
    return json.loads(ask(application, address).content)["items"]


def page_by_page(application, address, first, step):
    """The items of each such offset, and what the whole list has there."""
    whole = items(application, address.replace("limit=2", "limit=100"))
    offsets = range(first, len(whole) + 2, step)
    parts = [items(application, f"{address}&offset={offset}") for offset in offsets]
    return parts, [whole[offset : offset + 2] for offset in offsets]


def check(application, lists, first, step=2):
    for address in lists:
        parts, expected = page_by_page(application, address, first, step)
        assert parts == expected, address


CHANGES = [
    lambda page: page.update(live=False),
    lambda page: page.update(title="A first title"),
    lambda page: page.update(first_published_at=make.LATELY + timedelta(days=1)),
    # The database orders nulls, before all others or after them.
    lambda page: page.update(first_published_at=None),
    lambda page: Page.objects.filter(slug__lt="article-3").update(
        first_published_at=None
    ),
]


def test_each_offset_is_right_after_each_change(application, lists):
    check(application, lists, 0)
    check(application, lists, 1)

    for number, change in enumerate(CHANGES, start=3):
        change(ArticlePage.objects.filter(slug=f"article-{number}"))
        feed.settle()

        # Half of the pages, from another one each time.
        check(application, lists, number % 4, step=4)


@pytest.mark.skipif("connection.vendor == 'postgresql'")
def test_a_date_that_was_written_in_another_form_keeps_its_place(application, lists):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_page "
            "SET first_published_at = first_published_at || '.000000'"
        )
    feed.settle()

    check(application, lists, 0)
    check(application, lists, 1)


@pytest.mark.parametrize("order", ["", "&order=-title", "&order=-first_published_at"])
def test_what_is_known_of_a_list_is_read_once(application, topic, order):
    first = ask(application, f"{V3}{order}&offset=9")
    second = ask(application, f"{V3}{order}&offset=10")

    assert second.queries < first.queries


def test_so_it_is_of_a_list_in_which_dates_are_missing(application, topic):
    ArticlePage.objects.filter(slug="article-7").update(first_published_at=None)
    feed.settle()

    first = ask(application, f"{V3}&order=-first_published_at&offset=4")
    second = ask(application, f"{V3}&order=-first_published_at&offset=5")

    assert second.queries < first.queries


def test_the_pages_of_the_index_show_each_article_once(application, topic, article):
    index = article.get_parent().url
    pages = [ask(application, f"{index}?page={n}").content for n in (1, 2)]

    shown = re.findall(r'<h3>\s*<a href="/articles/(.+?)/">', b"".join(pages).decode())
    newest_first = ArticlePage.objects.order_by("-first_published_at", "-pk")
    assert shown == [each.slug for each in newest_first]
