"""Whatever is sent is refused in the API's own words: never with a 500."""

import json
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

PUBLIC = [
    "/api/v2/pages/",
    "/api/v2/images/",
    "/api/v2/documents/",
    "/api/v2/redirects/",
    "/api/v2/site/",
    "/api/v3/articles/",
    "/api/v3/site/",
    "/api/v3/route/?path=/",
    "/api/v3/pages/",
    "/api/v3/images/",
    "/api/v3/documents/",
    "/api/v3/redirects/",
    "/api/v2/comments/?page=1",
    "/api/v3/comments/?page=1",
    "/api/v3/forms/1/",
]
HUGE = "9" * 20
# Each is wrong for every endpoint: unknown there, out of range, or no text at all.
WRONG_QUERIES = [
    "unknown=1",
    "password=x",
    "owner__email__startswith=a",
    "title__icontains=a",
    "limit=1&limit=2",
    f"offset={HUGE}",
    f"limit={HUGE}",
    f"id={HUGE}",
    "limit=-1",
    "limit=0",
    "offset=-1",
    "limit=abc",
    "limit=%00",
    "search=%00",
    "search=a%00b",
    "search=%FF%FE",
    "search=%ED%A0%80",
    "%00=1",
    "%FF=1",
    "order=nonsense",
    "order=password",
    "order=id;drop table",
    "type=auth.User",
    "locale=%00",
    f"child_of={HUGE}",
    "child_of=abc",
    "site=localhost:abc&unknown=1",
    "cursor=abc",
    f"cursor={quote('W10')}",
    "first_published_at=soon",
    "show_in_menus=perhaps",
    "version=draft",
    "rich_text_format=db_html",
    "format=api",
    "[]=1",
    "a=1" * 300,
]


def refused(answer):
    """A refusal in the shape of its API."""
    path = answer.request["PATH_INFO"]
    assert 400 <= answer.status_code < 500, (path, answer.status_code, answer.content)
    said = json.loads(answer.content)
    if path.startswith("/api/v2/"):
        assert answer.headers["Content-Type"] == "application/json"
        assert said["message"]
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert said["status"] == answer.status_code
        assert said["title"]
        assert said["detail"]
    assert "Traceback" not in answer.text
    assert "SELECT" not in answer.text
    assert answer.headers["Cache-Control"] in {"no-store", "private, no-store"}
    return True


# Keys that are none.
WRONG_KEYS = [
    *(HUGE, "-1", "0", "abc", "1.5", "1e3", "%00", "%FF", "0x1", "١٢", " 1", "+1"),
]
NOWHERE = [
    "/api/v2/",
    "/api/v2/nothing/",
    "/api/v2/pages/1/2/3/",
    "/api/v2/%ff/",
    "/api/v3/",
    "/api/v3/nothing/",
    "/api/v3/pages/1/2/3/",
    "/api/v3/%00/",
    "/api/v3/articles/no-such-article/",
    "/api/v3/route/?path=/no/such/page/",
    "/api/v3/pages/find/?html_path=/no/such/page/",
    "/api/v2/pages/find/?html_path=/no/such/page/",
    "/api/",
    "/api/v4/pages/",
]
# A search finds or does not, but it never fails.
WORDS = [
    "",
    '"',
    "'*(",
    "+ - ~ < >",
    "a AND",
    "NOT",
    "NEAR/3",
    ":*",
    "\\",
    "%",
    "_",
    "🦴",
    "\u202e",
    "\x01\x1f",
    "x" * 100_000,
    "back " * 2000,
]


ANY_PATH = ["//[", "http://[", "/" * 3000, "a" * 3000, "/../../etc", "?", "#", "/%"]


@pytest.fixture(autouse=True)
def _content(db):
    make.article()


@pytest.mark.parametrize("path", PUBLIC)
def test_a_wrong_query_is_refused(client, path):
    for query in WRONG_QUERIES:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}")

        assert refused(answer)
        assert answer.status_code == 400, query


@pytest.mark.parametrize("kind", ["pages", "images", "documents", "redirects"])
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_wrong_key_is_refused(client, api, kind):
    for key in WRONG_KEYS:
        assert refused(client.get(f"/api/{api}/{kind}/{key}/"))


def test_what_leads_nowhere_is_refused(client):
    for path in NOWHERE:
        answer = client.get(path)

        assert refused(answer)
        assert answer.status_code in {400, 404}


@pytest.mark.parametrize(
    "path",
    ["/api/v2/pages/", "/api/v3/pages/", "/api/v3/articles/", "/api/v3/images/"],
)
def test_any_words_can_be_searched_for(client, path):
    for words in WORDS:
        answer = client.get(path, {"search": words})

        assert answer.status_code == 200, (words, answer.content)


SEARCHES = {
    "v2/pages": [
        *("order=title", "order=-slug", "order=seo_title", "order=random"),
        *("slug=walk", "seo_title=x", "search_description=x", "show_in_menus=true"),
        *("type=articles.ArticlePage&topics=1", "type=articles.ArticlePage&author=1"),
        *("type=articles.ArticlePage&reviewer=1", "child_of=root&locale=en-gb"),
    ],
    "v3/pages": [
        *("order=title", "order=-slug", "order=seo_title", "order=random"),
        *("slug=walk", "seo_title=x", "search_description=x", "show_in_menus=true"),
        *("type=articles.ArticlePage&type=home.HomePage", "descendant_of=root"),
    ],
    "v3/articles": ["topic=x", "author=x", "review_status=never", "locale=en-gb"],
    **{
        f"{api}/{kind}": ["tags=x", "id=1", "title=x", "order=-title", "order=id"]
        for api in ("v2", "v3")
        for kind in ("images", "documents")
    },
}


@pytest.mark.parametrize("kind", SEARCHES)
def test_a_search_goes_with_every_filter_and_order(client, kind):
    for query in SEARCHES[kind]:
        answer = client.get(f"/api/{kind}/?search=walk&{query}")

        assert answer.status_code == 200, (query, answer.content)


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_what_a_search_finds_is_filtered_and_sorted(client, api):
    make.image("Walk b").tags.add("park")
    make.image("Walk a").tags.add("park")
    make.image("Walk c")

    answer = client.get(f"/api/{api}/images/?search=walk&tags=park&order=title")

    items = answer.json()["items"]
    assert [each["title"] for each in items] == ["Walk a", "Walk b"]


def test_pictures_with_all_of_several_tags_are_found(client):
    make.home()
    make.image("In the park").tags.add("park", "walk")
    make.image("On the street").tags.add("walk")

    answer = client.get("/api/v3/images/?tags=park&tags=walk")

    assert [each["title"] for each in answer.json()["items"]] == ["In the park"]


@pytest.mark.parametrize("path", ["v2/pages", "v3/pages", "v3/articles"])
def test_a_language_that_the_site_does_not_have_is_refused(client, path):
    answer = client.get(f"/api/{path}/?locale=xx")

    assert refused(answer)
    assert answer.status_code == 400
    assert b"locale" in answer.content


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_what_leads_nowhere_leads_nowhere_by_any_method(client, api):
    for method in ("GET", "OPTIONS", "POST", "DELETE"):
        answer = client.generic(method, f"/api/{api}/nothing/")

        assert refused(answer)
        assert answer.status_code == 404, method


def test_parameters_that_do_not_go_together_are_named(client):
    answer = client.get("/api/v3/pages/?child_of=root&descendant_of=root")

    assert refused(answer)
    [error] = answer.json()["errors"]
    assert error["path"] == ["query"]
    assert "child_of" in error["message"]
    missing = client.get("/api/v3/comments/").json()["errors"]
    assert [each["path"] for each in missing] == [["query", "page"]]


def test_an_endpoint_names_the_parameters_that_it_knows(client):
    answer = client.get("/api/v2/site/?page=x")

    assert answer.json()["message"] == "unknown parameter 'page'; known: site"


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_random_order_has_no_offset(client, api):
    answer = client.get(f"/api/{api}/pages/?order=random&offset=1")

    assert refused(answer)
    assert answer.status_code == 400


def test_any_path_can_be_asked_for(client):
    for path in ANY_PATH:
        for address in ("/api/v3/route/?path=", "/api/v3/pages/find/?html_path="):
            answer = client.get(address + quote(path))

            assert answer.status_code < 500, answer.content


def cursor_of(*parts):
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


FORGED = [
    *("e30", "W10", "bnVsbA", "é", "[" * 999),
    cursor_of("-first_published_at", "never", 1),
    cursor_of("-first_published_at", 12, 1),
    cursor_of("-first_published_at", ["x"], 1),
    cursor_of("-first_published_at", None, "x"),
    cursor_of("-first_published_at", None, None),
    cursor_of("-first_published_at", "2024-01-01T00:00:00Z", None),
    cursor_of("-first_published_at", "", 1),
    cursor_of("-first_published_at", None, int(HUGE)),
    cursor_of("-first_published_at", None),
    cursor_of("title", "a", 1),
    cursor_of("search", 3),
    cursor_of({}),
]


def test_a_forged_cursor_is_refused(client):
    for cursor in FORGED:
        answer = client.get("/api/v3/articles/", {"cursor": cursor})

        assert refused(answer), cursor


def test_an_address_that_is_no_utf8_is_refused(client):
    for api in ("v2/pages", "v3/pages", "v3/articles"):
        for path in ("%ff/", "%ed%a0%80/", "a%c3%28b/"):
            answer = client.get(f"/api/{api}/{path}")

            assert refused(answer)
            assert answer.status_code == 400, answer.request["PATH_INFO"]


def test_a_query_of_bare_bytes_is_read_as_utf8(client):
    for query, status in ((b"search=r\xc3\xbccken", 200), (b"search=r\xfccken", 400)):
        # A WSGI server hands bytes on as a text of Latin letters.
        bare = query.decode("latin-1")
        answer = client.get("/api/v3/articles/", QUERY_STRING=bare)

        assert answer.status_code == status


def test_a_forged_place_in_a_search_is_refused(client):
    for place in (-1, int(HUGE), "x", None, 1.5):
        query = {"search": "walk", "cursor": cursor_of("search", place)}

        assert refused(client.get("/api/v3/articles/", query)), place


# What the API takes for a value, another database might not; it reads the others itself.
ANY_VALUES = ["\0", HUGE, f"-{HUGE}", "é", "x" * 3000]
READ_BY_THE_API = ["abc", "", "1.5"] if connection.vendor == "sqlite" else []
WRONG_VALUES = [*READ_BY_THE_API, *ANY_VALUES]


@pytest.mark.slow
def test_no_parameter_of_any_operation_is_anybodys_fault_but_the_senders(owner):
    document = owner.get("/api/v3/openapi.json").json()
    article, image, file = make.article(), make.image(), make.document()
    revision = article.save_revision()
    moved = Redirect.add_redirect("/old/", article)
    names = {
        "slug": article.slug,
        "page_id": article.pk,
        "revision_id": revision.pk,
        "image_id": image.pk,
        "document_id": file.pk,
        "redirect_id": moved.pk,
        "site_id": Site.objects.get().pk,
        "locale_id": Locale.objects.get().pk,
        "type": "articles.Topic",
        "pk": make.topic().pk,
        "type_name": "articles.ArticlePage",
    }

    for path, methods in document["paths"].items():
        for each in methods.get("get", {}).get("parameters", ()):
            for value in WRONG_VALUES if each["in"] == "query" else ():
                address = path.format(**names)
                answer = owner.get(address, {each["name"]: value})

                asked = (address, each["name"], value[:20])
                assert answer.status_code < 500, asked
