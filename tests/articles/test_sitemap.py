import datetime
from xml.etree import ElementTree as ET

import pytest

from articles import sitemap
from delivery.models import CacheTag
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def entries(client):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    return {url.findtext("map:loc", namespaces=NAMES): url for url in root}


def test_every_public_address_is_in_the_sitemap(client):
    make.article(
        "Walking",
        topics=[make.topic("Back pain")],
        author=make.person("Maya Lindqvist"),
    )
    make.contact_page()
    make.standard_page()

    found = entries(client)

    assert set(found) == {
        "http://localhost/",
        "http://localhost/articles/",
        "http://localhost/articles/walking/",
        "http://localhost/contact/",
        "http://localhost/privacy/",
        "http://localhost/topics/",
        "http://localhost/topics/back-pain/",
        "http://localhost/people/",
        "http://localhost/people/maya-lindqvist/",
    }
    for address in found:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_an_article_comes_with_its_last_change_and_its_picture(client):
    article = make.article("Walking", hero_image=make.image())
    client.get(article.url)
    feed.date(f"page-{article.pk}", make.LATELY)

    entry = entries(client)["http://localhost/articles/walking/"]

    assert entry.findtext("map:lastmod", namespaces=NAMES) == (
        "2026-10-01T09:00:00+00:00"
    )
    picture = entry.findtext("image:image/image:loc", namespaces=NAMES)
    assert picture.startswith("http://localhost/media/images/")


def test_what_lists_articles_has_changed_when_the_newest_of_them_has(client):
    article, other = make.article("Walking"), make.article("Sitting")
    changed = datetime.datetime(2026, 10, 5, 9, tzinfo=datetime.UTC)
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)
    feed.date(f"page-{article.pk}", changed)
    feed.date(f"page-{other.pk}", make.LATELY)

    found = entries(client)

    for path in ("/", "/articles/", "/articles/walking/"):
        said = found[f"http://localhost{path}"].findtext(
            "map:lastmod", namespaces=NAMES
        )
        assert said == "2026-10-05T09:00:00+00:00", path


def test_what_is_hidden_from_search_engines_is_left_out(client):
    make.article("Hidden", hide_from_search_engines=True)
    make.article("Borrowed", canonical_override="https://original.example/")

    assert not [
        address
        for address in entries(client)
        if "/articles/" in address[:-1] and address != "http://localhost/articles/"
    ]


def test_addresses_are_encoded(client):
    make.article("Ziel", slug="größe")

    assert "http://localhost/articles/gr%C3%B6%C3%9Fe/" in entries(client)


def test_a_larger_site_costs_no_more_queries(count_queries):
    make.article("One", topics=[make.topic("One")], author=make.person())
    few = count_queries("/sitemap.xml")
    for n in range(8):
        make.article(
            f"More {n}",
            topics=[make.topic(f"Topic {n}")],
            author=make.person(f"Person {n}"),
            hero_image=make.image(),
        )

    assert count_queries("/sitemap.xml") == few


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of so few keys that a small site has several of them."""
    monkeypatch.setattr(sitemap, "PAGES_IN_A_PART", 3)


def locations(client, path):
    response = client.get(path)
    assert response.status_code == 200
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    return [each.findtext("map:loc", namespaces=NAMES) for each in root]


def test_a_larger_site_has_an_index_of_parts_with_every_address_once(
    client, small_parts
):
    topic, author = make.topic("Back pain"), make.person("Maya Lindqvist")
    for n in range(8):
        make.article(f"Walk {n}", slug=f"walk-{n}", topics=[topic], author=author)

    parts = locations(client, "/sitemap.xml")
    found = [
        address
        for part in parts
        for address in locations(client, part.removeprefix("http://localhost"))
    ]

    assert parts[-1] == "http://localhost/sitemap-topics-and-people.xml"
    assert len(parts) > 3
    assert sorted(found) == sorted(
        [
            "http://localhost/",
            "http://localhost/articles/",
            *(f"http://localhost/articles/walk-{n}/" for n in range(8)),
            "http://localhost/topics/",
            "http://localhost/topics/back-pain/",
            "http://localhost/people/",
            "http://localhost/people/maya-lindqvist/",
        ]
    )


def test_the_index_has_no_part_of_drafts_or_of_another_site(client, small_parts):
    articles = make.articles(8)
    before = locations(client, "/sitemap.xml")
    drafts = [each for each in articles if each.pk // 3 == articles[4].pk // 3]

    for draft in drafts:
        draft.unpublish()

    gone = f"http://localhost/sitemap-{articles[4].pk // 3}.xml"
    assert {*before} - {*locations(client, "/sitemap.xml")} == {gone}
    assert client.get(gone.removeprefix("http://localhost")).status_code == 404


@pytest.mark.parametrize("number", ["9999999", "9" * 18, "9" * 40])
def test_a_part_beyond_all_pages_is_not_found(client, number):
    make.articles(1)

    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_a_larger_index_and_its_parts_cost_no_more_queries(count_queries, small_parts):
    make.articles(6)
    part = f"/sitemap-{make.articles(1)[0].pk // 3}.xml"
    few = [count_queries(path) for path in ("/sitemap.xml", part)]

    make.articles(10)

    assert [count_queries(path) for path in ("/sitemap.xml", part)] == few
