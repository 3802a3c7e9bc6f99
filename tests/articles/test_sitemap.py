import datetime
from xml.etree import ElementTree as ET

import pytest

from tests import make

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
        "http://localhost/topics/back-pain/",
        "http://localhost/people/",
        "http://localhost/people/maya-lindqvist/",
    }
    for address in found:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_an_article_comes_with_its_last_change_and_its_picture(client):
    article = make.article("Walking", hero_image=make.image())
    client.get(article.url)

    entry = entries(client)["http://localhost/articles/walking/"]

    assert entry.findtext("map:lastmod", namespaces=NAMES) == (
        "2026-10-01T09:00:00+00:00"
    )
    picture = entry.findtext("image:image/image:loc", namespaces=NAMES)
    assert picture.startswith("http://localhost/media/images/")


def test_what_lists_articles_has_changed_when_the_newest_of_them_has(client):
    article = make.article("Walking")
    changed = datetime.datetime(2026, 10, 5, 9, tzinfo=datetime.UTC)
    type(article).objects.filter(pk=article.pk).update(last_published_at=changed)

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
