"""The cache in front of Django: what it answers, and what it never keeps."""

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db.models import F
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from wagtail.models import Site

from articles.models import ArticlePage
from core.api import caching
from core.encodings import ENCODERS
from core.models import ChosenResult, SearchSynonyms
from delivery import wsgi_cache
from delivery.middleware import CacheTags
from delivery.models import ContentVersion, StoredDocument
from home.models import StandardPage
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django, seen

pytestmark = pytest.mark.django_db


def is_kept(application, address, **headers):
    """True if a second request costs no query."""
    ask(application, address, **headers)
    return ask(application, address, **headers).queries == 0


def addresses_of(article):
    return [
        "/",
        article.url,
        "/articles/",
        "/search/?q=walking",
        "/sitemap.xml",
        f"/api/v2/pages/{article.pk}/",
        "/api/v2/pages/?type=articles.ArticlePage&fields=*",
        f"/api/v3/pages/{article.pk}/",
        f"/api/v3/articles/{article.slug}/",
        "/api/v3/site/",
    ]


def test_a_second_answer_is_the_first_without_a_query(article, application):
    for address in addresses_of(article):
        first = ask(application, address)
        second, third = ask(application, address), ask(application, address)

        assert first.status == 200, address
        assert first.queries > 0, address
        assert second.queries == third.queries == 0, address
        assert seen(second) == seen(first) == seen(ask(django(), address)), address
        assert seen(third) == seen(first)
    assert len(application.answers.shortcuts) == len(addresses_of(article))


@pytest.mark.parametrize("asked", [1, 3])
def test_a_change_shows_in_the_next_answer_and_costs_the_others_nothing(
    article, application, asked
):
    other = make.standard_page()
    feed.settle()
    for page in (article, other) * asked:
        ask(application, page.url)

    ArticlePage.objects.filter(pk=article.pk).update(summary="Walk each day.")
    feed.settle()

    for _ in range(3):
        changed = ask(application, article.url)
        unchanged = ask(application, other.url)
        assert b"Walk each day." in changed.body
        assert unchanged.queries == 0


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_a_draft_that_gets_an_author_shows_in_the_list_of_people(application, role):
    # Whoever wrote drafts alone is not public.
    writer = make.person("Ada Moss")
    draft = make.article("Not yet", live=False)
    feed.settle()
    assert b"Ada Moss" in ask(application, "/people/").body

    for person, is_public in ((writer, False), (None, True)):
        ArticlePage.objects.filter(pk=draft.pk).update(**{role: person})
        feed.settle()
        answer = ask(application, "/people/")
        assert (b"Ada Moss" in answer.body) == is_public
        assert seen(answer) == seen(ask(django(), "/people/"))


def test_a_change_while_an_answer_is_made_keeps_it_out(article):
    changes = []

    class Changing(WSGIHandler):
        def get_response(self, request):
            response = super().get_response(request)
            if changes:
                ArticlePage.objects.update(summary=changes.pop())
                feed.settle()
                ask(application, "/api/v3/site/")
            return response

    application = cached(Changing())
    ask(application, "/api/v3/site/")
    changes.append("Walk each day.")
    address = f"/api/v2/pages/{article.pk}/"

    assert b"Walk each day." not in ask(application, address).body
    assert b"Walk each day." in ask(application, address).body


# --- Encodings and validators ---------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODERS)
def test_each_encoding_is_made_once(article, application, encoding):
    plain = ask(application, article.url)
    packed = ask(application, article.url, accept_encoding=encoding)

    again = ask(application, article.url, accept_encoding=encoding)

    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    assert not packed.headers["etag"].startswith("W/")
    assert seen(again) == seen(packed)
    assert packed.queries == again.queries == 0
    assert seen(ask(django(), article.url, accept_encoding=encoding)) == seen(packed)


def test_a_short_answer_is_not_compressed(application):
    plain = ask(application, "/robots.txt")

    for accepted in ("gzip", "gzip", "br"):
        answer = ask(application, "/robots.txt", accept_encoding=accepted)
        assert answer.queries == 0
        assert seen(answer) == seen(plain)


@pytest.mark.parametrize("accepted", ["", "br", "gzip", "zstd"])
def test_a_client_that_has_the_answer_gets_304(article, application, accepted):
    has = ask(application, article.url, accept_encoding=accepted)

    for etag in (
        has.headers["etag"],
        f"W/{has.headers['etag']}",
        "*",
        f'"a", {has.headers["etag"]}',
    ):
        for server in (application, django()):
            again = ask(
                server, article.url, accept_encoding=accepted, if_none_match=etag
            )
            assert again.status == 304
            assert again.body == b""
            assert again.headers["etag"] == has.headers["etag"]
            assert "content-length" not in again.headers
            assert seen(again)[1] == {
                name: has.headers[name]
                for name in ("cache-control", "cache-tag", "etag", "vary")
            }

    other = ask(application, article.url, if_none_match='"other"')
    assert (other.status, other.queries) == (200, 0)


def test_a_304_says_the_same_from_memory_as_from_django(article, application, settings):
    origin = "https://app.example.org"
    settings.CORS_ALLOWED_ORIGINS = [origin]
    for address in addresses_of(article):
        etag = ask(application, address, origin=origin).headers["etag"]
        for _ in range(2):
            kept = ask(application, address, origin=origin, if_none_match=etag)
            made = ask(django(), address, origin=origin, if_none_match=etag)

            assert kept.status == 304, address
            assert seen(kept) == seen(made), address
            is_api = address.startswith("/api/")
            assert ("access-control-allow-origin" in kept.headers) == is_api, address


def test_another_policy_is_another_answer(article, settings):
    etag = ask(django(), article.url).headers["etag"]
    settings.PERMISSIONS_POLICY = {"camera": []}
    caching.policies.cache_clear()

    answer = ask(django(), article.url, if_none_match=etag)

    caching.policies.cache_clear()
    assert answer.status == 200


def test_an_etag_of_one_encoding_names_the_answer_in_another(article, application):
    packed = ask(application, article.url, accept_encoding="gzip")

    again = ask(application, article.url, if_none_match=packed.headers["etag"])

    assert again.status == 304


def test_head_gets_the_headers_alone(article, application):
    got = ask(application, article.url, accept_encoding="br")

    head = ask(application, article.url, "HEAD", accept_encoding="br")

    assert (head.status, head.body, head.queries) == (200, b"", 0)
    assert head.headers == {**got.headers}


# --- Never kept -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/search/?q=zyzzyva",
        "/api/v3/search/?search=zyzzyva",
        "/api/v2/pages/?order=random",
        "/api/v3/pages/?order=random",
        "/api/v2/pages/?unknown=1",
        "/api/v2/pages/99999/",
        "/form-token/?for=reply",
        "/admin/login/",
        "/write-to-us/?sent=forged",
    ],
)
def test_some_answers_are_never_kept(article, application, address):
    make.form_page("Write to us")

    for _ in range(3):
        answer = ask(application, address)
        assert answer.status < 500
        assert answer.queries > 0 or "etag" not in answer.headers
    assert len(application.answers) == 0


def served(change):
    """A public answer of 200 with one change, served to the cache."""

    def application(environ, start_response):
        request = WSGIRequest(environ)

        def view(request):
            response = caching.make_public(request, HttpResponse("Walk"))
            change(response)
            return response

        response = CacheTags(view)(request)
        start_response(f"{response.status_code} Any", list(response.items()))
        return response

    return cached(application)


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        (lambda response: None, True),
        (lambda response: patch_vary_headers(response, ["Origin"]), True),
        (lambda response: patch_vary_headers(response, ["Cookie"]), False),
        (lambda response: patch_vary_headers(response, ["*"]), False),
        (lambda response: response.set_cookie("theme", "dark"), False),
        (lambda response: setattr(response, "status_code", 203), False),
    ],
    ids=["plain", "origin", "vary-cookie", "vary-all", "cookie", "status"],
)
def test_what_an_answer_says_of_itself_keeps_it_out(change, is_kept):
    application = served(change)

    ask(application, "/walk/")

    assert len(application.answers) == is_kept
    assert StoredDocument.objects.exists() == is_kept


def test_a_form_that_was_sent_leaves_the_empty_form_to_the_next(article, application):
    form = make.form_page("Write to us")
    for address in (f"{form.url}?sent=forged", form.url, f"{form.url}?sent=x"):
        answer = ask(application, address)
        assert seen(answer) == seen(ask(django(), address))

    assert ask(application, form.url).queries == 0


def test_what_a_signed_in_editor_sees_is_not_kept(client, article, application):
    client.force_login(make.superuser())
    cookie = f"sessionid={client.cookies['sessionid'].value}"

    for _ in range(2):
        signed_in = ask(application, "/admin/", cookie=cookie)
        assert signed_in.status == 200
        assert ask(application, "/admin/").status == 302
    assert len(application.answers) == 0


def test_two_sites_have_answers_of_their_own(article, application):
    Site.objects.create(hostname="spine.localhost", root_page=make.standard_page())
    feed.settle()
    # Redis keeps these for both: who finds them there reads less, and has fewer tags.
    Site.get_site_root_paths()

    for address in ("http://testserver/", "http://spine.localhost/"):
        for _ in range(2):
            assert seen(ask(application, address)) == seen(ask(django(), address))


def test_a_restored_database_drops_everything(article, application):
    ask(application, article.url)

    ContentVersion.objects.update(number=F("number") - 1)
    StoredDocument.objects.all().delete()

    assert ask(application, article.url).queries > 0


@pytest.mark.parametrize(("too_many", "are_dropped"), [(0, False), (3, True)])
def test_a_change_of_very_many_tags_drops_everything(
    application, monkeypatch, too_many, are_dropped
):
    pages = [make.standard_page(title=f"Walk {number}") for number in range(6)]
    feed.settle()
    for address in ("/robots.txt", "/api/v3/site/", *(page.url for page in pages)):
        ask(application, address)
    before = feed.version()

    StandardPage.objects.update(body=[])
    feed.settle()
    most = len(feed.touched_since(before)) - too_many
    monkeypatch.setattr(wsgi_cache, "MOST_TOUCHED", most)
    ask(application, "/robots.txt")

    assert len(application.answers) == (1 if are_dropped else 2)
    for page in pages:
        assert seen(ask(application, page.url)) == seen(ask(django(), page.url))


def test_synonyms_and_chosen_results_that_sql_has_changed_are_known(
    article, application
):
    SearchSynonyms.objects.all().delete()
    SearchSynonyms.objects.create(words="walk, stroll")
    ChosenResult.objects.create(words="gentle sport", page=article)
    feed.settle()
    addresses = ["/api/v3/articles/?search=walk", "/api/v3/search/?search=jogging"]
    walk, jogging = (ask(application, each).body for each in addresses)
    assert b"stroll" in walk
    assert b"Walking" not in jogging

    # The time of the last change stays as it is.
    SearchSynonyms.objects.update(words="walk, amble")
    ChosenResult.objects.update(words="jogging")
    feed.settle()

    walk, jogging = (ask(application, each).body for each in addresses)
    assert b"amble" in walk
    assert b"Walking" in jogging
