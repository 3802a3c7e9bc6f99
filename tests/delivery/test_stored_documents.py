"""Answers in the database, which workers share and which outlive them."""

from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_network

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from articles.models import ArticlePage
from delivery import release
from delivery.models import StoredDocument
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import Database, ask, cached, django, seen

pytestmark = pytest.mark.django_db


def is_stored(address, **headers):
    """True if a worker that has just begun answers without a query of Django's."""
    return ask(cached(), address, **headers).queries == 0


@pytest.mark.parametrize("accepted", ["", "gzip", "br", "zstd"])
def test_a_new_worker_answers_what_another_one_made(article, accepted):
    for address in (article.url, f"/api/v2/pages/{article.pk}/", "/robots.txt"):
        ask(cached(), address, accept_encoding=accepted)

        for wanted in ("", "gzip", "br"):
            answer = ask(cached(), address, accept_encoding=wanted)
            expected = ask(django(), address, accept_encoding=wanted)
            assert answer.queries == 0
            assert seen(answer) == seen(expected)


def test_a_change_makes_the_document_anew(article):
    ask(cached(), article.url)

    ArticlePage.objects.filter(pk=article.pk).update(summary="Walk each day.")
    feed.settle()

    changed = ask(cached(), article.url)
    assert changed.queries > 0
    assert b"Walk each day." in changed.body
    assert is_stored(article.url)
    assert StoredDocument.objects.count() == 1


def test_a_document_of_older_content_does_not_replace_a_newer_one(article):
    slow = cached()

    def change_and_make_anew(environ, start_response):
        result = django()(environ, start_response)
        if not StoredDocument.objects.exists():
            ArticlePage.objects.update(summary="Walk each day.")
            feed.settle()
            ask(cached(), article.url)
        return result

    slow.application = change_and_make_anew
    ask(slow, article.url)

    assert StoredDocument.objects.get().number == feed.version()
    assert b"Walk each day." in ask(cached(), article.url).body


def test_parameters_that_mean_nothing_make_no_document(article):
    worker = cached()
    for number in range(5):
        ask(worker, f"{article.url}?utm_source={number}")
        ask(worker, f"/nothing/{number}/")

    assert StoredDocument.objects.count() <= 1


def test_a_list_is_stored_when_it_is_made_for_the_second_time(article):
    address = "/api/v2/pages/?type=articles.ArticlePage&fields=*"
    worker = cached()
    for _ in range(2):
        ask(worker, address)
        assert not is_stored(address)

    ArticlePage.objects.filter(pk=article.pk).update(summary="Walk each day.")
    feed.settle()
    ask(worker, address)

    assert is_stored(address)


SEARCHES = [
    "/search/?q=walking",
    *("/api/v3/search/?search=walking", "/api/v3/search/suggestions/?search=walking"),
    *("/api/v2/pages/?search=walking", "/api/v3/pages/?search=walking"),
    *("/api/v3/articles/?search=walking", "/api/v3/people/?search=walking"),
    *("/api/v2/images/?search=walking", "/api/v3/images/?search=walking"),
    *("/api/v2/documents/?search=walking", "/api/v3/documents/?search=walking"),
]


def test_what_somebody_searched_for_is_not_stored(article):
    worker = cached()
    for _ in range(3):
        for address in SEARCHES:
            assert ask(worker, address).status in {200, 400}, address
        ArticlePage.objects.update(summary=f"Walk {timezone.now()}.")
        make.image("Walking")
        make.document("Walking")
        feed.settle()

    assert not StoredDocument.objects.exists()


def test_an_address_is_stored_without_parameters_that_change_nothing(article):
    worker = cached()
    asked = {
        f"{article.url}?email=jane@patient.example": article.url,
        "/articles/?&&token=abc&page=1&": "/articles/?page=1",
        "/api/v2/pages/?type=home.HomePage": "/api/v2/pages/?type=home.HomePage",
    }
    for address in asked:
        # Without the rest, it is known what matters; with it, only the second time.
        ask(worker, address.partition("?")[0])
    StoredDocument.objects.all().delete()
    for _ in range(3):
        make.clinic(legal_name=f"Larch {timezone.now()}")
        feed.settle()
        for address in asked:
            ask(worker, address)

    stored = StoredDocument.objects.values_list("address", flat=True)
    assert set(stored) == set(asked.values())


def test_hosts_that_only_a_pattern_allows_make_no_documents(article, settings):
    settings.ALLOWED_HOSTS, path = [".clinic.example"], article.url
    Site.objects.create(
        hostname="heart.clinic.example", root_page=make.home(), site_name="Heart"
    )
    feed.settle()

    for host in ("heart", "made-up", "another"):
        answer = ask(cached(), f"http://{host}.clinic.example{path}")
        assert answer.status == 200

    [stored] = StoredDocument.objects.all()
    assert stored.origin == "http://heart.clinic.example"


def test_an_origin_that_is_not_allowed_makes_no_document(article, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    address = f"/api/v3/pages/{article.pk}/"

    ask(cached(), address, origin="https://elsewhere.example")
    assert not StoredDocument.objects.exists()

    ask(cached(), address, origin="https://app.example")
    assert is_stored(address, origin="https://app.example")
    for origin in ("https://app.example", "https://elsewhere.example", "null"):
        answer = ask(cached(), address, origin=origin)
        assert seen(answer) == seen(ask(django(), address, origin=origin))


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver:20000{url}",
        "http://TestServer{url}",
        "/api/v3/pages/00{pk}/",
        "/api/v2/pages/0{pk}/",
    ],
)
def test_another_spelling_of_an_address_makes_no_document(article, address):
    address = address.format(url=article.url, pk=article.pk)
    for worker in (cached(), cached()):
        answers = [ask(worker, address), ask(worker, address)]
        assert all(seen(each) == seen(ask(django(), address)) for each in answers)

    assert not StoredDocument.objects.exists()


def test_the_port_of_the_server_makes_a_document(article):
    ask(cached(), f"http://testserver:80{article.url}")

    assert StoredDocument.objects.exists()


def test_another_release_has_documents_of_its_own(article, settings):
    ask(cached(), article.url)
    assert is_stored(article.url)

    settings.WAGTAIL_SITE_NAME = "Another name"
    release.fingerprint.cache_clear()
    try:
        assert not is_stored(article.url)
    finally:
        settings.WAGTAIL_SITE_NAME = "Gait"
        release.fingerprint.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # Must not be given away.
        ("SECRET_KEY", "another"),
        # Change no answer.
        ("SERVE_STALE", True),
        ("WEBHOOK_NETWORKS", [ip_network("10.0.0.0/8")]),
    ],
)
def test_some_settings_do_not_change_the_release(settings, name, value):
    assert vars(settings).get(name) != value
    # What is cached may have been made with other settings, in another test.
    release.fingerprint.cache_clear()
    before = release.fingerprint()
    setattr(settings, name, value)
    release.fingerprint.cache_clear()

    assert release.fingerprint() == before


def test_a_document_ends_when_the_clock_changes_it(monkeypatch):
    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr("delivery.wsgi_cache.time", lambda: moment.timestamp())

    hours = [{"days": ["we"], "opens": time(8), "closes": time(17)}]
    make.clinic(time_zone="Europe/London", places=[{**make.PLACE, "hours": hours}])
    page = make.contact_page()
    closes = datetime(2026, 11, 25, 17, tzinfo=UTC)

    at(closes - timedelta(hours=1))
    ask(cached(), page.url)
    at(closes - timedelta(seconds=1))
    assert is_stored(page.url)
    at(closes)
    assert seen(ask(cached(), page.url)) == seen(ask(django(), page.url))


class ReadOnly(Database):
    def execute(self, statement, *values):
        if "INSERT" in statement:
            raise OSError("attempt to write a readonly database")
        return super().execute(statement, *values)


def test_an_answer_that_cannot_be_stored_is_sent_all_the_same(article):
    worker = cached(database=ReadOnly())

    first = ask(worker, article.url)

    assert first.status == 200
    assert ask(worker, article.url).queries == 0
    assert not StoredDocument.objects.exists()


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (31, False)])
def test_old_documents_are_deleted(article, days, is_kept):
    ask(cached(), article.url)
    made_at = (timezone.now() - timedelta(days=days)).timestamp()
    StoredDocument.objects.update(made_at=made_at)

    call_command("delete_expired_data")

    assert StoredDocument.objects.exists() == is_kept


def bytes_stored():
    rows = StoredDocument.objects.values_list("body", "tags", "details")
    return sum(len(each) for row in rows for each in row)


def test_the_oldest_documents_go_where_there_are_too_many(article, settings):
    settings.STORED_BYTES = 400_000
    StoredDocument.objects.bulk_create(
        StoredDocument(
            key=str(number),
            address=f"/{number}/",
            number=1,
            made_at=number,
            body=bytes(5000),
        )
        for number in range(100)
    )
    worker = cached()
    for number in range(15):
        ask(worker, make.article(f"Walking {number}").url)

    old = StoredDocument.objects.filter(made_at__lt=100).order_by("-made_at")
    kept = list(old.values_list("made_at", flat=True))
    assert kept == list(range(99, 99 - len(kept), -1))
    assert 0 < len(kept) < 80
    assert StoredDocument.objects.count() == len(kept) + 15


def test_lists_that_anybody_makes_up_drop_no_pages(article, settings):
    settings.STORED_BYTES = 300_000
    worker = cached(most_bytes=1)
    pages = ["/", article.url, "/articles/", "/topics/"]
    for address in pages:
        ask(worker, address)

    for limit in [*range(1, 60)] * 2:
        ask(worker, f"/api/v2/pages/?fields=*&limit={limit}", accept_encoding="")

    stored = StoredDocument.objects.values_list("address", flat=True)
    assert set(pages) <= set(stored)
    assert len(stored) > len(pages)
    # A worker looks at the size after each sixteenth that it has written.
    assert bytes_stored() < settings.STORED_BYTES * 1.25


def test_a_very_large_answer_is_not_stored(article, settings):
    settings.STORED_BYTES = 64 * 1000
    ask(cached(), article.url)
    assert not StoredDocument.objects.exists()
    settings.STORED_BYTES = 64 * 20_000
    ask(cached(), article.url)
    assert is_stored(article.url)


@pytest.mark.parametrize("accepted", ["", "gzip", "br", "zstd"])
def test_a_document_is_compressed_whatever_was_asked_for(article, accepted):
    answer = ask(cached(), article.url, accept_encoding=accepted)

    assert len(StoredDocument.objects.get().body) < len(answer.content) / 2


def test_nothing_is_stored_where_the_table_has_no_room(article, settings):
    settings.STORED_BYTES = 0
    ask(cached(), article.url)
    assert not StoredDocument.objects.exists()


def test_reading_a_document_costs_one_statement(article):
    ask(cached(), article.url)
    database = Counting()

    ask(cached(database=database), article.url)

    # The version when the worker begins, twice as it is the first; the document.
    assert database.statements == 3


class Counting(Database):
    statements = 0

    def execute(self, *statement):
        self.statements += 1
        return super().execute(*statement)


def test_no_get_changes_the_version(article):
    before = feed.version()

    ask(cached(), article.url)
    connection.check_constraints()

    assert feed.version() == before
