"""Lists of redirects in API v3: filters, order, and what is left out."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import make
from tests.articles.test_sites import other_site

pytestmark = pytest.mark.django_db

REDIRECTS = "/api/v3/redirects/"


@pytest.fixture
def three():
    """Two of one path, for the site and for all sites, and one made before them."""
    site = make.site()
    return [
        Redirect.objects.create(
            old_path=path, site=own, is_permanent=lasting, redirect_link=f"/{to}/"
        )
        for path, own, lasting, to in (
            ("/late", None, True, "a"),
            ("/early", None, False, "b"),
            ("/early", site, True, "c"),
        )
    ]


def targets(client, query=""):
    answer = client.get(REDIRECTS + query)
    assert answer.status_code == 200, answer.content
    return "".join(item["redirect_link"].strip("/") for item in answer.json()["items"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abc"),
        ("?order=-id", "cba"),
        # Of the same path, the one made first comes first in both directions.
        ("?order=old_path", "bca"),
        ("?order=-old_path", "abc"),
        ("?order=created_at", "abc"),
        ("?order=-created_at", "cba"),
        ("?limit=1", "a"),
        ("?limit=1&offset=1", "b"),
        ("?is_permanent=true", "ac"),
        ("?is_permanent=false", "b"),
        ("?old_path=/early", "bc"),
        ("?old_path=/early&is_permanent=true", "c"),
        ("?old_path=/earl", ""),
    ],
)
def test_redirects_are_filtered_and_ordered(client, three, query, expected):
    assert targets(client, query) == expected


def test_a_redirect_is_filtered_by_its_id(client, three):
    assert targets(client, f"?id={three[1].pk}") == "b"


def test_a_redirect_says_where_it_leads(client):
    article = make.article(slug="walking")
    for path, target in (
        ("/page", {"redirect_page": article}),
        ("/link", {"redirect_link": "https://other.example/"}),
        ("/path", {"redirect_link": "/articles/"}),
        ("/nowhere", {}),
    ):
        Redirect.objects.create(old_path=path, **target)

    listed = client.get(REDIRECTS).json()["items"]

    assert {each["old_path"]: each["location"] for each in listed} == {
        "/page": "http://localhost/articles/walking/",
        "/link": "https://other.example/",
        "/path": "http://localhost/articles/",
        "/nowhere": None,
    }
    for each in listed:
        assert client.get(f"{REDIRECTS}{each['id']}/").json() == each


def test_a_redirect_to_a_hidden_page_is_not_there(client):
    draft = Redirect.add_redirect("/secret", make.article(live=False))

    assert client.get(f"{REDIRECTS}{draft.pk}/").status_code == 404
    for query in (f"id={draft.pk}", "html_path=/secret"):
        assert client.get(f"{REDIRECTS}find/?{query}").status_code == 404


def test_an_empty_path_is_a_path(client, three):
    answer = client.get(f"{REDIRECTS}find/?html_path=&id={three[0].pk}")

    assert answer.status_code == 404


def test_a_redirect_to_its_own_full_address_is_not_found(client):
    make.home()
    for path in ("/loop", "/other"):
        Redirect.add_redirect(path, "http://localhost/loop/")

    assert client.get(f"{REDIRECTS}find/?html_path=/loop/").status_code == 404
    assert client.get(f"{REDIRECTS}find/?html_path=/other/").status_code == 302


def test_a_site_has_its_own_redirects_and_those_of_all_sites(client, three):
    theirs = other_site().get_site()
    Redirect.objects.create(old_path="/x", site=theirs, redirect_link="/d/")

    assert targets(client) == "abc"


def test_a_list_of_redirects_costs_no_more_when_it_is_longer(client, count_queries):
    articles = make.articles(3)
    Redirect.add_redirect("/old", articles[0])
    few = count_queries(REDIRECTS)
    for n, article in enumerate(articles):
        Redirect.add_redirect(f"/old/{n}", article)

    assert count_queries(REDIRECTS) == few
