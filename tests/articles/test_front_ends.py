"""Addresses of a front end in the answers of its site."""

import re

import pytest

from core.models import FrontEnd
from tests import make
from tests.core.front_ends import front_end
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached

pytestmark = pytest.mark.django_db

OWN = "http://localhost"
WEBSITE = "https://www.clinic.example"


def test_an_article_names_its_address_on_the_front_end(client, read):
    front_end(WEBSITE, path_pattern="/magazine/{path}")
    picture = make.image()
    article = make.article(slug="walking", topics=[make.topic()], hero_image=picture)

    data = read(article)

    url = f"{WEBSITE}/magazine/articles/walking"
    assert data["meta"]["html_url"] == url
    assert data["seo"]["canonical_url"] == url
    assert data["seo"]["robots"] == "index,follow"
    assert data["seo"]["json_ld"][0]["@graph"][0]["url"] == url
    assert data["breadcrumbs"][0]["url"] == f"{WEBSITE}/magazine"
    assert data["topics"][0]["url"] == f"{WEBSITE}/magazine/topics/back-pain"
    assert data["hero_image"]["src"].startswith(f"{OWN}/media/")
    assert data["comments"]["url"].startswith(f"{OWN}/api/")
    assert data["meta"]["detail_url"].startswith(f"{OWN}/api/")


def test_links_in_texts_lead_to_the_front_end_and_files_to_gait(client, read):
    front_end(WEBSITE)
    linked, file = make.standard_page(slug="privacy"), make.document()
    article = make.article(
        introduction=(
            f'<p><a linktype="page" id="{linked.pk}">a</a>'
            f'<a linktype="document" id="{file.pk}">b</a>'
            '<a href="/articles/">c</a><a href="/documents/1/x.txt">d</a></p>'
        )
    )

    text = read(article)["introduction"]

    assert f'href="{WEBSITE}/privacy/">a' in text
    assert f'href="{OWN}{file.url}">b' in text
    assert f'href="{WEBSITE}/articles/">c' in text
    assert f'href="{OWN}/documents/1/x.txt">d' in text


def test_the_front_ends_sitemap_and_feed_have_its_addresses(client):
    article = make.article(slug="walking", topics=[make.topic()])
    id_before = re.findall("<id>([^<]+)", client.get("/articles.atom").content.decode())
    front_end(WEBSITE)

    sitemap = client.get("/sitemap.xml").content.decode()
    atom = client.get("/articles.atom").content.decode()
    robots = client.get("/robots.txt").content.decode()

    assert f"<loc>{WEBSITE}{article.url}</loc>" not in sitemap
    assert f"<loc>{WEBSITE}/articles/walking/</loc>" in sitemap
    assert f"<loc>{WEBSITE}/topics/back-pain/</loc>" in sitemap
    assert OWN not in sitemap
    assert f'href="{WEBSITE}/articles/walking/"' in atom
    assert f'href="{OWN}/articles.atom" rel="self"' in atom
    # Readers would show every entry once more under another id.
    assert re.findall("<id>([^<]+)", atom) == id_before
    assert f"Sitemap: {OWN}/sitemap.xml" in robots


def test_a_changed_front_end_is_in_the_next_answer_of_everything(client):
    article = make.article(slug="walking", topics=[make.topic()])
    make.clinic()
    application = cached()
    paths = [
        f"http://localhost{path}"
        for path in (
            "/articles/walking/",
            "/articles.atom",
            "/sitemap.xml",
            "/api/v2/pages/",
            f"/api/v2/pages/{article.pk}/",
            "/api/v3/articles/walking/",
            "/api/v3/articles/?facets=true",
            "/api/v3/site/",
            "/api/v3/search/?search=walking",
        )
    ]

    for origin, pattern, shown in (
        ("", "/{path}/", OWN),
        (WEBSITE, "/{path}/", WEBSITE),
        (WEBSITE, "/magazine/{path}", f"{WEBSITE}/magazine"),
        ("https://new.example", "/{path}/", "https://new.example"),
        ("", "/{path}/", OWN),
    ):
        front_end(origin, path_pattern=pattern, own_pages="noindex")
        feed.settle()
        for path in paths:
            body = ask(application, path).body.decode()
            assert shown in body, (shown, path)
            for other in {WEBSITE, "https://new.example"}:
                assert other in shown or other not in body, (other, path)
    FrontEnd.objects.all().delete()
    feed.settle()
    assert OWN in ask(application, paths[-2]).body.decode()


def test_changes_tell_the_front_ends_addresses(client):
    token = client.get("/api/v3/changes/").json()["next"]
    front_end(WEBSITE)
    make.article(slug="walking")
    feed.settle()

    items = client.get("/api/v3/changes/", {"since": token}).json()["items"]

    urls = [each["url"] for each in items if each["type"] == "articles.ArticlePage"]
    assert urls == [f"{WEBSITE}/articles/walking/"]
    assert {"kind": "front-end", "tags": ["site-1", "sites"]}.items() <= next(
        each for each in items if each["kind"] == "front-end"
    ).items()


def test_topics_in_search_results_lead_to_the_front_end(client):
    front_end(WEBSITE, path_pattern="/magazine/{path}")
    make.article("Walking", topics=[make.topic("Walking pains")])

    found = client.get("/api/v3/search/?search=walking").json()["items"]

    assert {each["url"] for each in found} >= {
        f"{WEBSITE}/magazine/topics/walking-pains",
        f"{WEBSITE}/magazine/articles/walking",
    }
