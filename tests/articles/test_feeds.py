import datetime
import re
from xml.etree import ElementTree as ET

import pytest

from tests import make
from tests.delivery.feed import date

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def feed(client, address="/articles.atom"):
    response = client.get(address)
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


def entries_of(client, address):
    found = feed(client, address).findall("atom:entry", ATOM)
    return [text(entry, "atom:title") for entry in found]


def linked_feeds(client, address):
    page = client.get(address).content.decode()
    return re.findall(
        r'type="application/atom\+xml"\s+title="[^"]*"\s+href="(.*?)"', page
    )


def test_a_topic_has_a_feed_of_its_own_articles(client):
    make.clinic()
    topic = make.topic("Back pain")
    make.article("About backs", topics=[topic])
    make.article("About necks", topics=[make.topic("Necks")])

    root = feed(client, "/topics/back-pain.atom")

    assert entries_of(client, "/topics/back-pain.atom") == ["About backs"]
    assert text(root, "atom:title") == "Back pain | Larch Spine Clinic"
    assert text(root, "atom:subtitle") == "What it is and what helps."
    links = {
        each.get("rel"): each.get("href") for each in root.findall("atom:link", ATOM)
    }
    assert links == {
        "alternate": "http://localhost/topics/back-pain/",
        "self": "http://localhost/topics/back-pain.atom",
    }
    assert "/topics/back-pain.atom" in linked_feeds(client, "/topics/back-pain/")


def test_a_person_has_a_feed_of_what_they_wrote_or_reviewed(client):
    maya, ada = make.person("Maya Lindqvist"), make.person("Ada Moss")
    make.article("Written", author=maya)
    make.article(
        "Reviewed", author=ada, reviewer=maya, last_reviewed=make.LATELY.date()
    )
    make.article("Neither", author=ada)

    titles = entries_of(client, "/people/maya-lindqvist.atom")

    assert titles == ["Reviewed", "Written"]
    assert "/people/maya-lindqvist.atom" in linked_feeds(
        client, "/people/maya-lindqvist/"
    )


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN)
def test_feeds_of_topics_and_people_show_nothing_hidden(client, hide):
    topic, person = make.topic("Back pain"), make.person("Maya Lindqvist")
    hide(make.article("Secret", topics=[topic], author=person))

    assert entries_of(client, "/topics/back-pain.atom") == []
    # Whoever has written only what is hidden has no page either.
    assert client.get("/people/maya-lindqvist.atom").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/topics/nothing.atom", "/people/nobody.atom", "/topics/a b.atom"],
)
def test_there_is_no_feed_of_what_there_is_not(client, address):
    assert client.get(address).status_code == 404


def test_a_feed_moves_with_the_address_of_its_topic(client):
    topic = make.topic("Back pain")
    topic.slug = "backs"
    topic.save()

    answer = client.get("/topics/back-pain.atom")

    assert (answer.status_code, answer["Location"]) == (301, "/topics/backs.atom")


def test_signs_that_xml_cannot_write_fall_away_from_names(client):
    make.topic("Back\x0b <pain>", slug="back", description="\x01]]>")
    make.person("Ma\x1fya & co", slug="maya", credentials="")

    assert text(feed(client, "/topics/back.atom"), "atom:title") == "Back <pain>"
    assert text(feed(client, "/people/maya.atom"), "atom:title") == "Maya & co"


def test_a_longer_feed_of_a_topic_costs_no_more_queries(count_queries):
    topic, maya = make.topic("Back pain"), make.person("Maya Lindqvist")
    make.article("One", topics=[topic], author=maya)
    addresses = "/topics/back-pain.atom", "/people/maya-lindqvist.atom"
    few = [*map(count_queries, addresses)]
    for n in range(8):
        ada = make.person(f"Person {n}")
        make.article(
            f"More {n}",
            topics=[topic, make.topic(f"Topic {n}")],
            author=ada,
            reviewer=maya,
            last_reviewed=make.LATELY.date(),
        )

    assert [*map(count_queries, addresses)] == few
