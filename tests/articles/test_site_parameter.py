"""Every endpoint that reads of a site reads of the one that ``?site=`` names."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.models import HomePage
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def heart(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.clinic()
    home = HomePage(title="Heart Clinic", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="heart.example", port=80, root_page=home)
    return HomePage.objects.get(pk=home.pk)


def get(client, path, /, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, query, answer.status_code)
    return answer.json()


def test_each_endpoint_reads_of_the_site_that_is_named(client, heart):
    article = make.article(
        "Heart", parent=make.index(parent=heart), slug="beat", topics=[make.topic()]
    )
    contact = make.contact_page(parent=heart, slug="contact")
    form = make.form_page(parent=contact, slug="visit")
    redirect = Redirect.objects.create(
        old_path="/old",
        site=Site.objects.get(hostname="heart.example"),
        redirect_page=article,
    )

    for path, query in (
        (f"/api/v2/pages/{article.pk}/", {}),
        ("/api/v2/comments/", {"page": article.pk}),
        (f"/api/v2/redirects/{redirect.pk}/", {}),
        (f"/api/v3/pages/{article.pk}/", {}),
        ("/api/v3/articles/beat/", {}),
        ("/api/v3/comments/", {"page": article.pk}),
        (f"/api/v3/forms/{form.pk}/", {}),
        (f"/api/v3/redirects/{redirect.pk}/", {}),
        ("/api/v3/route/", {"path": "/articles/beat/"}),
    ):
        assert client.get(path, query).status_code == 404, path
        text = str(get(client, path, site="heart.example", **query))
        assert "localhost:" not in text, path
    for path in ("/api/v2/redirects/", "/api/v3/redirects/"):
        assert get(client, path)["items"] == []
        assert len(get(client, path, site="heart.example")["items"]) == 1
    for version in ("v2", "v3"):
        shown = get(client, f"/api/{version}/site/", site="heart.example:80")
        assert shown["url"] == "http://heart.example"


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_detail_urls_lead_to_the_pages_of_the_site(client, heart, version):
    index = make.index(parent=heart)
    make.article("Heart", parent=index, slug="beat")

    listed = get(client, f"/api/{version}/pages/", site="heart.example")["items"]
    urls = [each["meta"]["detail_url"] for each in listed]

    assert urls
    for url in urls:
        assert url.startswith("http://localhost/api/")
        assert url.endswith("/?site=heart.example")
        shown = get(client, url.removeprefix("http://localhost"))
        parent = shown["meta"]["parent"]
        assert parent is None or parent["meta"]["detail_url"] in urls
    assert "?" not in str(get(client, f"/api/{version}/pages/")["items"][0]["meta"])


def test_looking_for_a_redirect_keeps_the_site(client, heart):
    site = Site.objects.get(hostname="heart.example")
    Redirect.objects.create(old_path="/old", site=site, redirect_page=heart)

    for version in ("v2", "v3"):
        found = client.get(
            f"/api/{version}/redirects/find/",
            {"html_path": "/old", "site": "heart.example"},
            follow=True,
        )
        assert found.json()["location"] == "http://heart.example/"


@pytest.mark.parametrize(
    "wanted",
    ["none.example", "heart.example:8080", "heart.example:x", "a" * 300, "\N{SNOWMAN}"],
)
def test_a_site_that_is_not_there_is_an_error(client, heart, wanted):
    article = make.article()

    for path, query in (
        ("/api/v2/comments/", {"page": article.pk}),
        ("/api/v2/site/", {}),
        ("/api/v2/redirects/", {}),
        ("/api/v3/comments/", {"page": article.pk}),
        ("/api/v3/site/", {}),
        ("/api/v3/redirects/", {}),
    ):
        answer = client.get(path, {**query, "site": wanted})
        assert answer.status_code in {400, 404}, (path, answer.status_code)


def test_a_site_is_named_once(client):
    make.home()

    for path in ("/api/v2/site/", "/api/v3/site/", "/api/v3/redirects/"):
        answer = client.get(f"{path}?site=localhost&site=localhost")
        assert answer.status_code in {400, 422}


def test_the_number_of_queries_does_not_grow_with_redirects(
    client, heart, count_queries
):
    site = Site.objects.get(hostname="heart.example")
    path = "/api/v3/redirects/?site=heart.example"
    Redirect.objects.create(old_path="/a", site=site, redirect_link="/x/")
    few = count_queries(path)
    for number in range(5):
        Redirect.objects.create(old_path=f"/b{number}", site=site, redirect_link="/x/")

    assert count_queries(path) == few
