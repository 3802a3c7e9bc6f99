import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from core.api import caching
from delivery.models import CacheTag
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads():
    """The address of each kind of public answer."""
    article = make.article(topics=[make.topic()])
    make.clinic()
    image = make.image()
    document = make.document()
    form = make.form_page()
    make.comment(page=article)
    return [
        *("/api/v2/pages/", f"/api/v2/pages/{article.pk}/", "/api/v2/site/"),
        *("/api/v2/images/", f"/api/v2/images/{image.pk}/"),
        *("/api/v2/documents/", f"/api/v2/documents/{document.pk}/"),
        *("/api/v3/pages/", f"/api/v3/pages/{article.pk}/", "/api/v3/site/"),
        *("/api/v3/images/", f"/api/v3/images/{image.pk}/"),
        *("/api/v3/documents/", f"/api/v3/documents/{document.pk}/"),
        *("/api/v2/redirects/", "/api/v3/redirects/"),
        *("/api/v3/articles/?facets=true", f"/api/v3/articles/{article.slug}/"),
        *("/api/v3/route/?path=/articles/", "/api/v3/openapi.json"),
        *(f"/api/v{n}/comments/?page={article.pk}" for n in (2, 3)),
        f"/api/v3/forms/{form.pk}/",
    ]


@pytest.fixture
def _dated_at_once(monkeypatch):
    """Answers have their date at once, and not only when the second is over."""
    monkeypatch.setattr(caching, "SETTLED", timedelta())


@pytest.fixture
def some(reads):
    """One of each API, of pages, files, lists and replies: all pass the same code."""
    return reads[1::5]


def test_every_public_answer_can_be_kept_and_asked_for_again(client, reads):
    # Draws pictures, which are changes.
    for path in reads:
        client.get(path)
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)

    for path in reads:
        answer = client.get(path)

        assert answer.status_code == 200, path
        headers = answer.headers
        assert headers["ETag"].startswith('"')
        assert headers["Last-Modified"].endswith("GMT")
        assert "gait" in headers["Cache-Tag"].split(",")
        assert {
            part.partition("=")[0] for part in headers["Cache-Control"].split(", ")
        } == {
            "public",
            "max-age",
            "stale-while-revalidate",
        }

        again = client.get(path, headers={"If-None-Match": headers["ETag"]})

        assert again.status_code == 304, path
        assert again.content == b""
        for name in ("ETag", "Cache-Control", "Vary", "Cache-Tag"):
            assert again.headers[name] == headers[name]


def test_a_compressing_proxy_may_weaken_the_tag(client, reads):
    tag = client.get(reads[0]).headers["ETag"]

    for given in (f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get(reads[0], headers={"If-None-Match": given})
        assert answer.status_code == 304
    assert client.get(reads[0], headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_date_alone_never_hides_a_change(client, reads):
    answer = client.get(reads[0], headers={"If-Modified-Since": http_date()})

    assert answer.status_code == 200


def test_head_says_what_get_says_without_the_body(client, some):
    for path in some:
        read = client.get(path)
        head = client.head(path)

        assert head.status_code == 200, path
        assert head.content == b""
        assert head.headers["Content-Length"] == str(len(read.content))
        for name in ("ETag", "Cache-Control", "Content-Type", "Vary"):
            assert head.headers[name] == read.headers[name]
        tag = read.headers["ETag"]
        assert client.head(path, headers={"If-None-Match": tag}).status_code == 304


def test_options_names_the_methods(client, some):
    for path in some:
        answer = client.options(path)

        assert answer.status_code == 204, path
        assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


def test_a_wrong_method_names_the_right_ones(client, some):
    for path in some:
        answer = client.generic("PROPFIND", path)

        assert answer.status_code == 405, path
        assert "GET" in answer.headers["Allow"]
        kind = "json" if "/v2/" in path else "problem+json"
        assert answer.headers["Content-Type"] == f"application/{kind}"


def test_a_cookie_changes_no_byte(client, some):
    signed_in = type(client)()
    signed_in.force_login(make.superuser())
    signed_in.cookies["csrftoken"] = "x" * 32

    for path in some:
        bare, dressed = client.get(path), signed_in.get(path)

        assert bare.content == dressed.content
        told, told_dressed = dict(bare.headers), dict(dressed.headers)
        told.pop("X-Request-ID")
        told_dressed.pop("X-Request-ID")
        assert told == told_dressed
        assert "cookie" not in told["Vary"].lower()
        assert not bare.cookies
        assert not dressed.cookies


def test_a_change_shows_in_the_very_next_answer(client, reads):
    before = {path: client.get(path) for path in reads}

    clinic = ClinicSettings.objects.get()
    clinic.phone = "+14045550199"
    clinic.save()

    for path in reads:
        tag = before[path].headers["ETag"]
        answer = client.get(path, headers={"If-None-Match": tag})
        if b"4045550126" in before[path].content:
            assert answer.status_code == 200, path
            assert b"4045550199" in answer.content
            assert b"4045550126" not in answer.content
    assert any(b"4045550126" in each.content for each in before.values())


@pytest.mark.usefixtures("_dated_at_once")
def test_a_published_change_dates_the_answers_anew(client):
    article = make.article()
    article.title = "New"
    article.save_revision().publish()
    article.refresh_from_db()
    feed.settle()

    answer = client.get(f"/api/v3/articles/{article.slug}/")

    dated = parse_http_date(answer.headers["Last-Modified"])
    assert dated >= int(article.last_published_at.timestamp())
    assert answer.json()["title"] == "New"


@pytest.mark.usefixtures("_dated_at_once")
def test_a_reply_dates_the_answers_anew_once_it_is_published(client):
    article = make.article()
    paths = [
        f"/api/v2/comments/?page={article.pk}",
        f"/api/v3/comments/?page={article.pk}",
        f"/api/v3/articles/{article.slug}/",
        article.url,
    ]
    an_hour_ago = timezone.now() - timedelta(hours=1)
    feed.settle()
    CacheTag.objects.update(changed_at=an_hour_ago)

    before = {path: client.get(path).headers["Last-Modified"] for path in paths}
    make.comment(page=article, status="waiting")
    feed.settle()
    waiting = {path: client.get(path).headers["Last-Modified"] for path in paths}
    make.comment(page=article)
    feed.settle()
    published = {path: client.get(path).headers["Last-Modified"] for path in paths}

    assert set(before.values()) == {http_date(an_hour_ago.timestamp())}
    assert waiting == before
    for dated in map(parse_http_date, published.values()):
        assert dated > an_hour_ago.timestamp() + 3000


def test_refusals_are_kept_by_nobody(client):
    draft = make.article(live=False)

    for path in (f"/api/v3/pages/{draft.pk}/", f"/api/v2/pages/{draft.pk}/"):
        answer = client.get(path)

        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


def test_only_named_origins_may_read_in_a_browser(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    make.article()

    for path in ("/api/v2/pages/", "/api/v3/articles/"):
        named = client.get(path, headers={"Origin": "https://app.example"})
        other = client.get(path, headers={"Origin": "https://other.example"})
        asked = client.options(
            path,
            headers={
                "Origin": "https://app.example",
                "Access-Control-Request-Method": "GET",
            },
        )

        assert named.headers["Access-Control-Allow-Origin"] == "https://app.example"
        assert "ETag" in named.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Origin" not in other.headers
        assert asked.headers["Access-Control-Allow-Origin"] == "https://app.example"
        assert named.content == other.content
    page = client.get("/", headers={"Origin": "https://app.example"})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_a_named_origin_may_ask_in_a_browser_whether_something_changed(
    client, settings
):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    for path in ("/api/v2/pages/", "/api/v3/articles/"):
        asked = client.options(
            path,
            headers={
                "Origin": "https://app.example",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "if-none-match",
            },
        )

        allowed = asked.headers["Access-Control-Allow-Headers"].split(", ")
        assert {"if-none-match", "if-modified-since"} <= set(allowed)


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("address", ["/api/v2/pages/{}/", "/api/v3/pages/{}/"])
def test_head_has_the_headers_of_get_in_each_encoding(client, address, encoding):
    address = address.format(make.article().pk)
    accepted = {"Accept-Encoding": encoding}

    got = client.get(address, headers=accepted)
    head = client.head(address, headers=accepted)

    names = ("Content-Encoding", "Content-Length", "ETag", "Vary", "Content-Type")
    assert {each: head.get(each) for each in names} == {
        each: got.get(each) for each in names
    }
    assert head.content == b""


def test_the_document_says_which_answers_may_be_kept(client, reads):
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    reads = [each for each in reads if each.startswith("/api/v3/")]
    reads += ["/api/v3/changes/", "/api/v3/search/?search=walk", "/api/v3/people/"]
    for address in reads:
        answer = client.get(address)
        # The document of the document is not in it.
        for responses in answers_of(address, paths):
            headers = set(responses["200"].get("headers", ()))
            assert ("304" in responses) == ("ETag" in answer.headers), address
            assert headers <= {"Last-Modified", *answer.headers}, address


def answers_of(address, paths):
    """The documented responses of the operations at an address."""
    for path, operations in paths.items():
        pattern = re.sub(r"\\{\w+\\}", "[0-9a-z-]+", re.escape(path))
        if re.fullmatch(pattern, address.partition("?")[0]):
            yield operations["get"]["responses"]


def test_a_page_that_is_hidden_from_search_engines_has_another_etag(client):
    article = make.article()
    address = article.url.rstrip("/") + ".md"
    before = client.get(address)
    ArticlePage.objects.filter(pk=article.pk).update(hide_from_search_engines=True)

    answer = client.get(address, headers={"If-None-Match": before.headers["ETag"]})

    assert (answer.status_code, answer.content) == (200, before.content)
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_redirect_is_always_sent(client, method):
    address = f"/api/v3/images/{make.image().pk}/rendition/?width=320&ratio=1:1"

    for condition in ("*", client.get(address).headers["ETag"]):
        ask = getattr(client, method)
        answer = ask(address, headers={"If-None-Match": condition})
        assert answer.status_code == 302


@pytest.mark.parametrize("address", ["/api/v2/pages/", "/api/v3/pages/"])
def test_a_public_answer_sets_no_cookie(client, address):
    make.article()
    client.cookies["csrftoken"] = "x"

    answer = client.get(address)

    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
