import datetime
import logging
import time

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from core.models import SearchWithoutResults
from core.site_search import without_results
from tests import make

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 26)
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def search():
    make.home()
    browser = Client()

    def ask(words, *, headers=OWN_PAGE, **query):
        response = browser.get("/search/", {"q": words, **query}, headers=headers)
        assert response.status_code == 200
        return response

    return ask


def days_later(number):
    """As if all searches so far were so many days earlier."""
    for row in SearchWithoutResults.objects.all():
        row.last_on -= datetime.timedelta(days=number)
        row.save()


def stored():
    return list(SearchWithoutResults.objects.values_list("words", "days"))


def test_words_are_stored_once_they_found_nothing_on_three_days(search):
    for _ in range(2):
        search("Zebra crossing?")
        days_later(1)

    assert stored() == [("", 2)]
    search("zebra  CROSSING")
    assert stored() == [("zebra crossing", 3)]


def test_removed_words_are_not_counted_again(search):
    for _ in range(3):
        search("zebra")
        days_later(1)
    without_results.remove(SearchWithoutResults.objects.get())

    for _ in range(4):
        days_later(1)
        search("zebra")

    assert stored() == [("", 3)]


def test_repeating_a_search_on_one_day_counts_once(search):
    for _ in range(4):
        search("zebra")

    assert stored() == [("", 1)]


def test_until_then_only_a_keyed_hash_is_stored(search, settings):
    search("zebra")
    first = SearchWithoutResults.objects.get().digest
    SearchWithoutResults.objects.all().delete()
    settings.SECRET_KEY = "another"

    search("zebra")

    assert len(first) == 64
    assert SearchWithoutResults.objects.get().digest != first


def test_words_are_counted_on_after_the_secret_key_changed(search, settings):
    SearchWithoutResults.objects.create(
        digest="old", words="zebra", days=3, last_on=TODAY - datetime.timedelta(days=9)
    )
    settings.SECRET_KEY = "another"

    search("zebra")

    assert stored() == [("zebra", 4)]


@pytest.mark.parametrize(
    "words",
    [
        "ada@mail.example",
        "ada at mail.example",
        "https://zebra.example",
        "541 555 0126",
        "zebra ٣",
        "zebra ½",
        "z" * 61,
        "my zebra has bitten me last night",
        "zebra_crossing",
        "zebra=stripe",
        "?!",
        "",
    ],
)
def test_texts_that_may_be_personal_are_not_counted(search, words):
    search(words)

    assert stored() == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Zebra, okapi?", "zebra okapi"),
        ("zébra’s x-ray", "zebra x ray"),
        ("“zebra”", "zebra"),
        ('"zebra & okapi"', "zebra okapi"),
        ("one zebra two three four five", "one zebra two three four five"),
        ("one zebra two three four five six", ""),
        ("z" * 60, "z" * 60),
    ],
)
def test_words_are_brought_to_a_common_form(query, words):
    assert without_results.common_form(query) == words


def test_searches_that_found_something_are_not_counted(search):
    make.article("Sciatica")

    search("sciatica")
    search("siatica")
    search("sciatica zebra")

    assert stored() == []


def test_a_page_beyond_the_last_is_no_search_without_results(client, search):
    make.article("Sciatica")

    client.get("/search/", {"q": "sciatica", "page": 2}, headers=OWN_PAGE)

    assert stored() == []


def test_a_search_as_typed_is_not_counted(search):
    search("zebra", exact="")

    assert stored() == []


def test_a_search_of_somebody_in_danger_is_not_counted(search):
    search("want to kill myself")

    assert stored() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site"},
        {**OWN_PAGE, "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
    ],
)
def test_crawlers_and_links_elsewhere_are_not_counted(search, headers):
    search("zebra", headers=headers)

    assert stored() == []


def test_head_is_not_counted(client):
    make.home()

    client.head("/search/", {"q": "zebra"}, headers=OWN_PAGE)

    assert stored() == []


def test_searches_of_the_api_are_counted_too(client):
    make.home()

    def ask(**query):
        return client.get("/api/v3/search/", query)

    ask(search="zebra", offset=20)
    ask(search="zebra", exact=True)
    ask(search="want to kill myself")
    assert stored() == []
    ask(search="zebra")
    assert stored() == [("", 1)]


def test_a_flood_of_new_searches_is_bounded(search, monkeypatch):
    monkeypatch.setattr(without_results, "MOST_NEW_A_DAY", 2)

    for words in ("zebra", "okapi", "quagga"):
        search(words)

    assert len(stored()) == 2


def test_a_repeated_search_of_the_day_writes_nothing(search):
    search("zebra")
    written = []

    def note(execute, sql, params, many, context):
        # A search sets parameters of PostgreSQL for the time of its statement.
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "SET LOCAL")):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search("zebra")

    assert written == []


def test_a_full_disk_leaves_the_page_as_it_is(search, caplog):
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database or disk is full: zebra")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), caplog.at_level(logging.WARNING):
        search("zebra")

    assert "A search was not counted: OperationalError" in caplog.text
    assert "zebra" not in caplog.text


@pytest.fixture
def locked(as_migrated):
    other = connection.copy()
    begin = (
        "BEGIN IMMEDIATE"
        if connection.vendor == "sqlite"
        else "BEGIN; LOCK TABLE core_searchwithoutresults IN EXCLUSIVE MODE"
    )
    other.ensure_connection()
    with other.cursor() as cursor:
        cursor.execute(begin)
    yield
    other.close()


def test_a_locked_database_keeps_no_visitor_waiting(client, locked):
    started_at = time.monotonic()

    response = client.get("/search/", {"q": "zebra"}, headers=OWN_PAGE)

    assert response.status_code == 200
    assert time.monotonic() - started_at < 10
    assert stored() == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)


def test_what_expires_is_deleted(search):
    def add(words, days_ago, **fields):
        SearchWithoutResults.objects.create(
            digest=words or f"hash {days_ago}",
            words=words,
            last_on=datetime.date.today() - datetime.timedelta(days=days_ago),
            **fields,
        )

    add("", 29)
    add("", 32)
    add("zebra", 364)
    add("okapi", 367)
    SearchWithoutResults.objects.create(
        digest="removed",
        is_removed=True,
        last_on=datetime.date.today() - datetime.timedelta(days=300),
    )

    call_command("delete_expired_data")

    kept = SearchWithoutResults.objects.values_list("digest", flat=True)
    assert set(kept) == {"hash 29", "zebra", "removed"}
