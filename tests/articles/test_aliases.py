import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from articles.models import ArticleIndexPage
from tests import make, reading

pytestmark = pytest.mark.django_db

ORIGINAL = "http://localhost/articles/walking/"
ALIAS = "http://localhost/articles/again/"


def alias_of(article, slug="again", **options):
    return article.create_alias(update_slug=slug, **options)


def behind_password(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="walk"
    )


def in_sitemap(client, address):
    return f"<loc>{address}</loc>" in client.get("/sitemap.xml").content.decode()


def test_an_alias_names_its_original_as_canonical(client):
    alias_of(make.article("Walking"))

    page = client.get("/articles/again/")
    seen = [client.get("/api/v3/articles/again/").json()["seo"]]
    listed = client.get("/api/v2/pages/?type=articles.ArticlePage&fields=seo").json()
    seen += [each["seo"] for each in listed["items"]]

    assert reading.canonical(page) == ORIGINAL
    assert reading.meta(page, "og:url") == ORIGINAL
    assert reading.json_ld(page)["MedicalWebPage"]["@id"] == ORIGINAL
    for seo in seen:
        article = seo["json_ld"][0]["@graph"][0]
        assert seo["canonical_url"] == ORIGINAL
        assert seo["open_graph"]["og:url"] == ORIGINAL
        assert article["url"] == article["mainEntityOfPage"] == ORIGINAL
    assert len(seen) == 3


def test_an_alias_of_an_alias_names_the_first_of_them(client):
    alias_of(alias_of(make.article("Walking")), "once-more")

    assert reading.canonical(client.get("/articles/once-more/")) == ORIGINAL
    assert not in_sitemap(client, "http://localhost/articles/once-more/")


def test_an_alias_of_another_page_type_names_its_original_too(client):
    alias_of(make.standard_page(title="Privacy", slug="privacy"))

    seo = client.get("/again/")

    assert reading.canonical(seo) == "http://localhost/privacy/"
    assert reading.json_ld(seo)["WebPage"]["url"] == "http://localhost/privacy/"


def test_an_alias_of_a_text_from_elsewhere_names_where_it_is_from(client):
    source = "https://original.example/walking"
    alias_of(make.article("Walking", canonical_override=source))

    assert reading.canonical(client.get("/articles/again/")) == source


def test_an_alias_is_not_in_the_sitemap(client):
    alias_of(make.article("Walking"))

    assert in_sitemap(client, ORIGINAL)
    assert not in_sitemap(client, ALIAS)


def test_an_alias_does_not_tell_of_an_original_that_is_not_public(client):
    guide = make.standard_page(title="Guide", slug="guide")
    page = make.standard_page(parent=guide, title="Secret", slug="secret")
    alias_of(page, parent=make.home())
    behind_password(guide)

    shown = client.get("/again/")

    assert reading.canonical(shown) == "http://localhost/again/"
    assert "/guide/" not in shown.content.decode()
    assert in_sitemap(client, "http://localhost/again/")


def test_an_alias_stands_in_the_feed_and_in_searches_once(client):
    alias_of(make.article("Walking"))

    feed = client.get("/articles.atom").content.decode()
    found = client.get("/search/?q=walking")
    v2 = client.get("/api/v2/pages/?search=walking").json()["items"]
    articles = client.get("/api/v3/articles/?search=walking&facets=true").json()
    pages = client.get("/api/v3/pages/?search=walking").json()["items"]

    assert feed.count("<entry>") == 1
    assert ORIGINAL in feed
    assert reading.cards(found) == ["Walking"]
    for items in (v2, articles["items"], pages):
        assert [each["title"] for each in items].count("Walking") == 1


@pytest.mark.parametrize("slug", ["again", "once-more"])
def test_an_alias_of_a_private_page_is_as_private(client, slug):
    article = make.article("Walking", topics=[make.topic()])
    alias = alias_of(article)
    key = alias.pk if slug == "again" else alias_of(alias, "once-more").pk
    Redirect.add_redirect("/old", alias)
    behind_password(article)

    for address in (
        "/articles/",
        "/articles.atom",
        "/search/?q=walking",
        "/sitemap.xml",
        "/topics/back-pain/",
        "/api/v2/pages/",
        "/api/v3/articles/",
        "/api/v3/pages/",
        "/api/v3/redirects/",
    ):
        said = client.get(address).content.decode()
        assert slug not in said, address
        assert ">Walking" not in said, address
    for address in (
        f"/api/v2/pages/{key}/",
        f"/api/v3/pages/{key}/",
        f"/api/v3/articles/{slug}/",
        "/old/",
    ):
        assert client.get(address).status_code == 404, address
    route = client.get(f"/api/v3/route/?path=/articles/{slug}/").json()
    assert route == {"kind": "password", "site": None}


def test_an_alias_is_found_where_its_original_is_not(client):
    private = make.index()
    original = make.article("Walking")
    guides = ArticleIndexPage(title="Guides", slug="guides")
    make.home().add_child(instance=guides)
    alias_of(original, parent=guides)
    behind_password(private)

    assert "/guides/again/" in client.get("/articles.atom").content.decode()
    assert reading.cards(client.get("/search/?q=walking")) == ["Walking"]
    assert len(client.get("/api/v3/articles/?search=walking").json()["items"]) == 1
    assert in_sitemap(client, "http://localhost/guides/again/")


def test_the_same_text_is_not_related_to_itself(client):
    topic = make.topic()
    article = make.article("Walking", topics=[topic])
    alias_of(article)
    alias_of(make.article("Running", topics=[topic]), "running-again")

    for slug in ("walking", "again"):
        related = client.get(f"/api/v3/articles/{slug}/").json()["related_articles"]
        assert [each["title"] for each in related] == ["Running"]


def test_more_aliases_cost_no_more_queries(client, count_queries):
    addresses = (
        "/api/v2/pages/?type=articles.ArticlePage&fields=*",
        "/search/?q=walking",
        "/articles.atom",
        "/sitemap.xml",
    )
    alias_of(make.article("Walking"))
    make.article("Running")
    few = [count_queries(address) for address in addresses]
    for n in range(4):
        alias_of(make.article(f"Walking {n}"), f"again-{n}")

    assert [count_queries(address) for address in addresses] == few
