"""Requests that share a kept answer, and forged ones: each as without the cache."""

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from wagtail.models import PageViewRestriction

from core import encodings, unlocking
from core.api.caching import make_public
from delivery import cache_keys
from delivery.cache_keys import KnownPaths, Relevant, address_of
from delivery.middleware import CacheTags
from delivery.models import StoredDocument
from tests import make
from tests.delivery.wsgi import ask, cached, django, environ_of, seen

pytestmark = pytest.mark.django_db


def test_unknown_parameters_of_a_page_make_no_new_answer(article, application):
    ask(application, article.url)

    junk = ask(application, f"{article.url}?utm_source=letter&fbclid=1&a=b")

    assert junk.queries == 0
    assert seen(junk) == seen(ask(django(), f"{article.url}?utm_source=letter&a=b"))
    assert len(application.answers) == 1


def test_parameters_that_a_page_reads_make_an_answer_each(application):
    make.clinic()
    for number in range(30):
        make.article(f"Walk {number}")
    addresses = [
        "/articles/",
        "/articles/?page=2",
        "/articles/?page=3",
        "/articles/?topic=back-pain",
        "/articles/?page=2&utm_source=letter",
        "/articles/?utm_source=letter&page=3",
        "/articles/?page=1&page=2",
        "/articles/?page",
    ]

    for _ in range(4):
        for address in addresses:
            answer = ask(application, address)
            assert seen(answer) == seen(ask(django(), address)), address


@pytest.mark.parametrize(
    "query",
    ["type=articles.ArticlePage&limit=1", "limit=1&type=articles.ArticlePage"],
)
def test_the_order_of_parameters_does_not_matter(article, application, query):
    ask(application, "/api/v2/pages/?type=articles.ArticlePage&limit=1")

    answer = ask(application, f"/api/v2/pages/?{query}")

    assert answer.queries == 0
    assert seen(answer) == seen(ask(django(), f"/api/v2/pages/?{query}"))


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/articles/walking/",
        "https://testserver/articles/walking/",
        "http://localhost/articles/walking/",
        "http://testserver:81/articles/walking/",
        "http://TESTSERVER/articles/walking/",
        "/articles/walking",
        "/articles//walking/",
        "/articles/walking/?q=%00",
        "/articles/walking/?q=%ff",
        "/articles/walking/?q=\xff",
        "/articles/walking/?a=1;b=2",
        "/articles/walking/?" + "&".join(f"a{n}=" for n in range(60)),
        "/articles/walking/?" + "a" * 2000,
        "/articles/walking/?page=" + "9" * 900,
        "//articles/walking/",
        "/articles/./walking/",
        "/articles/%2e%2e/articles/walking/",
        "/articles;x=1/walking/",
        "/articles/walking/;",
        "/articles/WALKING/",
        "/articles/walk%69ng/",
        "/articles%2Fwalking/",
        "/articles/wal%E2%84%AAing/",
        "/articles/walking/%0d%0aX-Evil:%20y",
        "/articles/?%70age=2",
        "/articles/?page=%EF%BC%92",
        "/articles/?PAGE=2",
        "/articles/?page=1&page=2",
        "/articles/?page=2;topic=sleep",
        "/api/v2/pages/?limit=2&limit=1",
        "/api/v3/articles/?limit=%2B2",
        "/search/?q=walk&q=sit",
        "/search/?q=wa%CC%81lk",
    ],
)
@pytest.mark.parametrize("header", [{}, {"accept_encoding": "gzip"}])
def test_a_forged_address_is_answered_as_without_the_cache(
    article, application, address, header
):
    # The third comes by a shortcut.
    for _ in range(3):
        ask(application, "/articles/walking/")

    expected = seen(ask(django(), address, **header))
    for _ in range(3):
        assert seen(ask(application, address, **header)) == expected

    right = ask(application, "/articles/walking/")
    assert seen(right) == seen(ask(django(), "/articles/walking/"))


@pytest.mark.parametrize(
    "headers",
    [
        {"x_forwarded_host": "elsewhere.example"},
        {"x_forwarded_proto": "https"},
        {"x_forwarded_for": "10.0.0.1"},
        {"x_forwarded_port": "81"},
        {"forwarded": "host=elsewhere.example"},
        {"x_original_url": "/admin/"},
        {"x_http_method_override": "POST"},
        {"range": "bytes=0-10"},
        {"accept": "application/xml"},
        {"accept": "text/html"},
        {"origin": "https://app.example"},
        {"origin": "null"},
        {"accept_encoding": "br;q=0, gzip;q=0.1"},
        {"accept_encoding": "deflate"},
        {"accept_encoding": "*"},
        {"accept_encoding": "identity;q=0"},
        {"accept_encoding": "*;q=0"},
        {"accept_encoding": "gzip;q=nan, br;q=inf"},
        {"accept_encoding": "gzip;q=0, gzip"},
        {"accept_encoding": ",,,\xff"},
        {"if_none_match": 'W/"a", "b"'},
        {"if_none_match": "\xff,,"},
        {"if_range": '"a"', "range": "bytes=0-1"},
        {"cookie": "sessionid"},
        {"cookie": 'a="; sessionid=x"'},
        {"cookie": "session%69d=x"},
        {"content_length": "-1"},
        {"content_length": "00"},
        {"host": "localhost."},
        {"host": "localhost@elsewhere.example"},
        {"host": ""},
        {"x_forwarded_prefix": "/elsewhere", "x_script_name": "/elsewhere"},
        {"if_modified_since": "Thu, 26 Nov 2036 23:33:24 GMT"},
        {"if_match": '"a"'},
        {"cookie": "consent=1; theme=dark"},
        {"cookie": f"{settings.SESSION_COOKIE_NAME}=forged"},
        {"cookie": f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"},
        {"cookie": "messages=forged"},
        {"authorization": "Bearer forged"},
        {"authorization": "Basic Zm9yZ2Vk"},
        {"gait_unlock": "forged"},
        {"user_agent": "A" * 9000},
        {"content_length": "10"},
        {"content_type": "multipart/form-data"},
        {"transfer_encoding": "chunked"},
        {"accept_language": "de"},
        {"referer": "https://elsewhere.example/"},
    ],
    ids=lambda headers: "-".join(headers),
)
def test_forged_headers_are_answered_as_without_the_cache(
    article, application, headers
):
    for address in (article.url, f"/api/v3/pages/{article.pk}/"):
        plain = seen(ask(django(), address))
        expected = seen(ask(django(), address, **headers))

        # What the forged request gets, and what it leaves behind; the third by shortcuts.
        for _ in range(3):
            assert seen(ask(application, address, **headers)) == expected
            assert seen(ask(application, address)) == plain


@pytest.mark.parametrize(
    "headers",
    [
        {"x_forwarded_host": "elsewhere.example"},
        {"x_forwarded_host": "localhost"},
        {"x_forwarded_host": ""},
        {"x_forwarded_port": "81"},
        {"x_forwarded_proto": "https"},
        {"x_forwarded_proto": "https, http"},
        {"x_forwarded_host": "https", "x_forwarded_proto": "localhost"},
    ],
)
def test_headers_that_a_proxy_may_set_are_answered_as_without_the_cache(
    article, settings, headers
):
    settings.USE_X_FORWARDED_HOST = settings.USE_X_FORWARDED_PORT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    application = cached()
    for address in (article.url, f"/api/v3/pages/{article.pk}/"):
        plain = seen(ask(django(), address))
        expected = seen(ask(django(), address, **headers))

        for _ in range(4):
            assert seen(ask(application, address, **headers)) == expected
            assert seen(ask(application, address)) == plain


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "X"])
def test_other_methods_are_answered_as_without_the_cache(article, application, method):
    for address in (article.url, f"/api/v3/pages/{article.pk}/"):
        for _ in range(3):
            ask(application, address)

        answer = ask(application, address, method)

        assert seen(answer) == seen(ask(django(), address, method))
        assert ask(application, address).queries == 0


def test_junk_does_not_fill_the_cache(article):
    application = cached(most_bytes=100_000)
    ask(application, article.url)
    ask(application, article.url)

    for number in range(60):
        ask(application, f"/nothing/{number}/")
        ask(application, f"{article.url}?junk={number}")
        ask(application, f"/search/?q=walking+{number}")
        ask(application, f"/api/v2/pages/?limit={1 + number % 90}&offset={number}")
        assert application.answers.size <= 100_000

    assert ask(application, article.url).queries == 0


@pytest.mark.parametrize(
    ("address", "poison", "headers"),
    [
        # Django would read the query in the charset that a request names.
        (
            "/search/?q=walk+%C3%A9",
            None,
            {"content_type": "text/html; charset=latin-1"},
        ),
        # Bytes that are not percent-encoded are UTF-8, too.
        ("/search/?q=walk%C3%83%C2%A9", "/search/?q=walk\xc3\xa9", {}),
    ],
)
def test_a_query_read_in_another_way_has_an_answer_of_its_own(
    article, application, address, poison, headers
):
    ask(application, poison or address, **headers)

    assert seen(ask(application, address)) == seen(ask(django(), address))


def test_an_empty_host_is_another_address_than_the_name_of_the_server():
    asked = environ_of("/articles/walking/")
    asked |= {"HTTP_HOST": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80"}

    assert address_of(asked) != address_of({**asked, "HTTP_HOST": "127.0.0.1:80"})


@pytest.mark.parametrize("name", ["accept", "origin", "host"])
def test_long_headers_take_no_memory(article, application, name):
    value = f"testserver:{'0' * 5000}80" if name == "host" else "a" * 5000

    ask(application, f"/api/v3/pages/{article.pk}/", **{name: value})
    ask(application, "/api/v3/nothing/", **{name: value})

    assert len(application.answers) == 0


def test_a_long_list_of_encodings_is_not_remembered():
    before = encodings.remembered.cache_info().currsize

    assert encodings.chosen("gzip, " + "a" * 5000) == "gzip"

    assert encodings.remembered.cache_info().currsize == before


def conditional(environ, start_response):
    """Reads ``x`` on the second page only."""
    request = WSGIRequest(environ)

    def view(request):
        shown = request.GET.get("page")
        if shown == "2":
            shown += request.GET.get("x", "")
        return make_public(request, HttpResponse(shown.ljust(300)))

    response = CacheTags(view)(request)
    start_response("200 OK", list(response.items()))
    return response


def test_a_parameter_that_is_read_under_a_condition_is_part_of_the_key(monkeypatch):
    monkeypatch.setattr(cache_keys, "MOST_PATHS", 1)
    application = cached(conditional)

    assert ask(application, "/list/?page=2").body.strip() == b"2"
    # Forgets the address, and learns it anew from an answer that reads less.
    ask(application, "/other/?page=1")
    ask(application, "/list/?page=1")

    assert ask(application, "/list/?page=2&x=1").body.strip() == b"21"


@pytest.mark.parametrize(
    ("bound", "most"), [("MOST_PATHS", 2), ("MOST_PATH_CHARACTERS", 3 * len("/1/"))]
)
def test_addresses_are_forgotten_where_they_would_take_too_much(
    monkeypatch, bound, most
):
    monkeypatch.setattr(cache_keys, bound, most)
    paths, known = KnownPaths(), Relevant(frozenset({"page"}))

    # Learned more than once, it counts once; forgotten, it counts no more.
    for address in ("/1/", "/2/", "/1/", "/1/", "/longer/", "/3/", "/4/"):
        paths.learn(address, known)

    found = [paths.get(address) for address in ("/1/", "/2/", "/longer/")]
    assert found == [None, None, None]
    assert paths.get("/3/") == paths.get("/4/") == known


def test_a_document_is_not_taken_for_a_query_with_more_of_its_parameters():
    worker, other = cached(conditional), cached(conditional)
    for _ in range(2):
        # Stored when it is made for the second time.
        ask(worker, "/list/?page=2")
        worker.answers.advance(worker.answers.version, None)
    assert StoredDocument.objects.filter(address="/list/?page=2").exists()
    ask(other, "/list/?page=1")

    assert ask(other, "/list/?page=2&x=1").body.strip() == b"21"


def varied(environ, start_response):
    """Depends on a header, and says so on the second page only."""
    request = WSGIRequest(environ)

    def view(request):
        shown = request.headers.get("Theme", "")
        response = make_public(request, HttpResponse(shown.ljust(300)))
        if request.GET.get("page") == "2":
            response["Vary"] = "Theme"
        return response

    response = CacheTags(view)(request)
    start_response("200 OK", list(response.items()))
    return response


def test_no_shortcut_ignores_a_header_that_is_found_to_matter():
    application = cached(varied)
    for _ in range(2):
        ask(application, "/list/?page=1", theme="dark")
    assert len(application.answers.shortcuts) == 1

    ask(application, "/list/?page=2", theme="dark")

    assert ask(application, "/list/?page=1", theme="light").body.strip() == b"light"


def test_a_page_behind_a_password_is_opened_past_the_cache(article, application):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="x"
    )
    token, _ = unlocking.token_for([restriction])
    address = f"/api/v3/route/?path={article.get_url_parts()[2]}"

    for _ in range(3):
        closed = ask(application, address)
        opened = ask(application, address, gait_unlock=token)

        assert b'"kind": "password"' in closed.body
        assert b'"kind": "page"' in opened.body
    assert closed.queries == 0
    assert opened.headers["cache-control"] == "private, no-store"
