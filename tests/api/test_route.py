import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import make
from tests.articles.test_sites import other_site

pytestmark = pytest.mark.django_db

ROUTE = "/api/v3/route/"


def test_a_path_leads_to_its_page(client):
    article = make.article("Walking")

    for path in ("/articles/walking/", "/articles/walking", "articles/walking/?a=1"):
        answer = client.get(ROUTE, {"path": path})

        assert answer.json() == {
            "kind": "page",
            "id": article.pk,
            "type": "articles.ArticlePage",
            **dict.fromkeys(("page", "site", "comments", "form")),
        }
        assert f"page-{article.pk}" in answer.headers["Cache-Tag"].split(",")


def test_the_addresses_of_a_topic_and_of_a_person_lead_to_them(client):
    person = make.person(photo=make.image(), biography="<p>A <b>surgeon</b>.</p>")
    article = make.article(topics=[make.topic()], author=person)
    said = client.get(f"/api/v3/articles/{article.slug}/").json()
    [topic], author = said["topics"], said["author"]

    for kind, there in (("topic", topic), ("person", author)):
        path = there["url"].removeprefix("http://localhost")
        for written in (path, path.rstrip("/"), f"{path}?page=2"):
            answer = client.get(ROUTE, {"path": written})
            nothing = {"page": None, "site": None}
            assert answer.json() == {"kind": kind, kind: there, **nothing}


def test_a_path_to_nobody_leads_nowhere(client):
    draft = make.article(live=False, author=make.person())

    for path in ("/topics/none/", "/people/none/", draft.author.get_absolute_url()):
        assert client.get(ROUTE, {"path": path}).status_code == 404
    Redirect.add_redirect("/topics/none", "https://other.example/")
    assert client.get(ROUTE, {"path": "/topics/none/"}).json()["kind"] == "redirect"


def test_a_path_may_be_as_people_or_as_browsers_write_it(client):
    article = make.article("Rückenschmerz", slug="rückenschmerz")
    Redirect.add_redirect("/alt/rücken", article)

    for path in ("/articles/rückenschmerz/", "/articles/r%C3%BCckenschmerz/"):
        assert client.get(ROUTE, {"path": path}).json()["id"] == article.pk
        for api in ("v2", "v3"):
            found = client.get(f"/api/{api}/pages/find/", {"html_path": path})
            assert found.status_code == 302
            assert found.headers["Location"].split("?")[0].endswith(f"/{article.pk}/")
    for path in ("/alt/rücken", "/alt/r%C3%BCcken"):
        assert client.get(ROUTE, {"path": path}).json()["kind"] == "redirect"
        for api in ("v2", "v3"):
            found = client.get(f"/api/{api}/redirects/find/", {"html_path": path})
            assert found.status_code == 302
    for path in ("/articles/%00/", "/articles/%FF/", "/articles%2Fr%C3%BCckenschmerz/"):
        assert client.get(ROUTE, {"path": path}).status_code == 404


@pytest.mark.parametrize(
    "after", ["?utm_source=news", "?a=%20&b=/x/", "#dose", "?a=1#b"]
)
def test_an_address_is_found_with_its_query_and_fragment(client, after):
    article = make.article("Walking", topics=[make.topic()])

    for path in (f"/articles/walking/{after}", f"/articles/walking{after}"):
        assert client.get(ROUTE, {"path": path}).json()["id"] == article.pk
        for api in ("v2", "v3"):
            found = client.get(f"/api/{api}/pages/find/", {"html_path": path})
            assert found.status_code == 302
            assert found.headers["Location"].split("?")[0].endswith(f"/{article.pk}/")
    topic = client.get(ROUTE, {"path": f"/topics/back-pain/{after}"})
    assert topic.json()["kind"] == "topic"


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_both_apis_find_alike(client, api):
    article = make.article("Walking")
    moved = Redirect.add_redirect("/old", article)

    for kind, there in (("pages", article), ("redirects", moved)):
        path = f"/api/{api}/{kind}/find/"
        found = [
            client.get(path, {"id": there.pk}),
            client.get(path, {"html_path": "/nope/"}),
            client.get(path, {"html_path": "/nope/", "id": there.pk}),
            client.get(path),
        ]
        assert [each.status_code for each in found] == [302, 404, 404, 400]
        assert b"html_path or id" in found[-1].content


def test_a_draft_is_found_with_a_token_only(client):
    article = make.article("Walking")

    for query in (f"id={article.pk}", "html_path=/articles/walking/", "id=4711"):
        answer = client.get(f"/api/v3/pages/find/?version=draft&{query}")
        assert answer.status_code == 401


def test_an_old_path_leads_to_where_it_went(client):
    article = make.article("Walking")
    site = make.site()
    Redirect.objects.create(old_path="/old", redirect_page=article, site=site)
    Redirect.objects.create(
        old_path="/away", redirect_link="https://other.example/", is_permanent=False
    )
    Redirect.objects.create(old_path="/nowhere")

    assert client.get(ROUTE, {"path": "/old/"}).json() == {
        "kind": "redirect",
        "status": 301,
        "to": "http://localhost/articles/walking/",
    }
    assert client.get(ROUTE, {"path": "/away?x=1"}).json() == {
        "kind": "redirect",
        "status": 302,
        "to": "https://other.example/",
    }
    assert client.get(ROUTE, {"path": "/nowhere"}).status_code == 404


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/old", "/old"),
        ("/old/", "/old"),
        ("old/", "/old"),
        ("/old/?from=mail", "/old"),
        ("/old/?b=2&a=1", "/old?a=1&b=2"),
        ("/other/", None),
        ("/%00/", None),
        ("//[", None),
    ],
)
def test_a_redirect_is_found_by_the_path_that_visitors_use(client, api, path, found):
    make.home()
    for old in ("/old", "/old?a=1&b=2"):
        Redirect.objects.create(old_path=old, redirect_link="https://other.example/")

    answer = client.get(f"/api/{api}/redirects/find/", {"html_path": path}, follow=True)

    assert answer.status_code == (200 if found else 404)
    assert answer.json().get("old_path") == found


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_of_two_redirects_the_site_s_own_is_found(client, api):
    site = make.home().get_site()
    Redirect.objects.create(old_path="/old", redirect_link="https://all.example/")
    own = Redirect.objects.create(
        old_path="/old", redirect_link="https://own.example/", site=site
    )

    answer = client.get(f"/api/{api}/redirects/find/", {"html_path": "/old/"})

    assert answer.headers["Location"].split("?")[0].endswith(f"/{own.pk}/")


@pytest.mark.parametrize(
    "path",
    ["/Rücken-Blatt", "/RÜCKEN-BLATT/", "/rücken-blatt", "/r%C3%BCcken-blatt?A=1"],
)
def test_a_redirect_is_found_whatever_its_capitals(client, path):
    article = make.article("Walking")
    Redirect.add_redirect("/Rücken-Blatt", article)

    assert client.get(path)["Location"] == "/articles/walking/"
    assert client.get(ROUTE, {"path": path}).json()["kind"] == "redirect"
    for api in ("v2", "v3"):
        found = client.get(f"/api/{api}/redirects/find/", {"html_path": path})
        assert found.status_code == 302


def test_a_redirect_with_the_very_capitals_goes_first(client):
    make.home()
    for old in ("/Leaflet", "/leaflet", "/LEAFLET?page=2"):
        Redirect.add_redirect(old, f"https://other.example{old}")

    for path, to in (
        ("/Leaflet/", "/Leaflet"),
        ("/leaflet/?page=2", "/leaflet"),
        ("/LEAFLET/?Page=2", "/LEAFLET?page=2"),
    ):
        assert client.get(path)["Location"] == f"https://other.example{to}"


def test_a_redirect_does_not_lead_to_where_one_is(client):
    make.home()
    Redirect.add_redirect("/BackPain", "/backpain/")

    assert client.get("/BackPain/").status_code == 301
    assert client.get("/backpain/").status_code == 404
    assert client.get(ROUTE, {"path": "/backpain"}).status_code == 404


def test_a_site_that_is_named_has_redirects_of_its_own(client):
    theirs = other_site().get_site()
    Redirect.objects.create(
        old_path="/x", site=theirs, redirect_link="https://x.example/"
    )

    there = client.get(ROUTE, {"path": "/x", "site": "other.example"})

    assert there.json()["to"] == "https://x.example/"
    assert client.get(ROUTE, {"path": "/x"}).status_code == 404


def test_a_moved_page_is_found_by_its_old_path(
    client, django_capture_on_commit_callbacks
):
    article = make.article("Walking")
    article.slug = "walking-daily"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()

    answer = client.get(ROUTE, {"path": "/articles/walking/"}).json()

    assert answer["kind"] == "redirect"
    assert answer["to"].endswith("/articles/walking-daily/")


def test_a_forgotten_slash_leads_to_the_right_address(client):
    make.home()

    for path in ("/api/v2/pages", "/api/v3/articles"):
        answer = client.get(f"{path}?limit=1")

        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{path}/?limit=1"
