import datetime
from xml.etree import ElementTree as ET

import pytest

from tests import make
from tests.delivery.feed import date

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def feed(client):
    response = client.get("/articles.atom")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own answer


def text(element, path):
    return element.findtext(path, namespaces=ATOM)


def test_an_entry_has_all_that_a_reader_program_shows(client):
    make.clinic()
    article = make.article(
        "Walking & backs",
        slug="walking",
        summary="Less than 5 < 10 minutes.",
        author=make.person("Maya Lindqvist", credentials="MD"),
        topics=[make.topic("Back pain")],
    )
    changed_at = datetime.datetime(2026, 10, 5, tzinfo=datetime.UTC)
    date(f"page-{article.pk}", changed_at)

    root = feed(client)
    entry = root.find("atom:entry", ATOM)

    assert text(root, "atom:title") == "Larch Spine Clinic"
    assert text(root, "atom:updated") == "2026-10-05T00:00:00+00:00"
    assert text(entry, "atom:title") == "Walking & backs"
    assert text(entry, "atom:summary") == "Less than 5 &lt; 10 minutes."
    assert entry.find("atom:link", ATOM).get("href") == (
        "http://localhost/articles/walking/"
    )
    assert text(entry, "atom:published") == "2026-10-01T09:00:00+00:00"
    assert text(entry, "atom:author/atom:name") == "Maya Lindqvist, MD"
    assert text(entry, "atom:author/atom:uri") == (
        "http://localhost/people/maya-lindqvist/"
    )
    assert entry.find("atom:category", ATOM).get("term") == "Back pain"
    links = {
        link.get("rel"): link.get("href") for link in root.findall("atom:link", ATOM)
    }
    assert links["self"] == "http://localhost/articles.atom"


def test_an_entry_keeps_its_id_when_the_articles_address_changes(client):
    article = make.article("Walking", slug="walking")
    before = text(feed(client), "atom:entry/atom:id")

    article.slug = "walk-it-off"
    article.save_revision().publish()
    root = feed(client)

    assert text(root, "atom:entry/atom:id") == before
    assert root.find("atom:entry/atom:link", ATOM).get("href").endswith("/walk-it-off/")


def test_the_newest_twenty_are_in_the_feed_newest_first(client):
    make.articles(21)

    entries = feed(client).findall("atom:entry", ATOM)

    assert len(entries) == 20
    assert text(entries[0], "atom:title") == "Article 21 on walking"


@pytest.mark.parametrize("number", [0, 1])
def test_a_feed_without_dates_is_the_same_each_time(client, number):
    undated = {"first_published_at": None, "last_published_at": None}
    make.articles(number, **undated)

    first, second = (client.get("/articles.atom").content for _ in range(2))

    assert first == second


def test_an_empty_feed_is_still_one(client):
    make.home()

    assert feed(client).findall("atom:entry", ATOM) == []


def test_signs_that_xml_cannot_write_fall_away(client):
    make.article("Walk\x0bing \ufffe]]> <b>", summary="\x01One\x1f", slug="walking")

    entry = feed(client).find("atom:entry", ATOM)

    assert text(entry, "atom:title") == "Walking ]]> <b>"
    assert text(entry, "atom:summary") == "One"


def test_an_article_that_was_never_dated_is_no_obstacle(client):
    make.article("Imported", first_published_at=None, last_published_at=None)

    assert text(feed(client), "atom:entry/atom:title") == "Imported"


def test_a_longer_feed_costs_no_more_queries(count_queries):
    make.article("One", topics=[make.topic("One")], author=make.person())
    few = count_queries("/articles.atom")
    for n in range(8):
        make.article(
            f"More {n}",
            topics=[make.topic(f"Topic {n}")],
            author=make.person(f"Person {n}"),
        )

    assert count_queries("/articles.atom") == few
