"""Requests for the same answer at once: one makes it, the others wait for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from time import monotonic, sleep

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from articles.models import ArticlePage
from core.api.caching import make_public
from delivery import wsgi_cache
from delivery.cache_database import CacheDatabase, connection_for_cache
from delivery.content_version import NUMBER, ContentVersion
from delivery.stored_documents import StoredDocuments
from delivery.wsgi_cache import ResponseCache
from home.models import StandardPage
from tests import make
from tests.delivery.wsgi import MEGABYTE, at_once, django, environ_of

# The threads have connections of their own.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

READERS = 8


class Slow:
    """Django behind a gate: an answer that is made leaves when the gate is open."""

    def __init__(self):
        self.django = django()
        self.gate = Event()
        self.made = 0
        self.begun = Event()
        self.fails = False
        self.lock = Lock()

    def close(self):
        """Shuts the gate again, for the next answer that is made."""
        self.gate.clear()
        self.begun.clear()
        self.made = 0

    def __call__(self, environ, start_response):
        with self.lock:
            self.made += 1
            is_first = self.made == 1
        result = self.django(environ, start_response)
        self.begun.set()
        if is_first:
            assert self.gate.wait(20)
        if is_first and self.fails:
            result.close()
            raise ConnectionError("The maker has gone.")
        return result


class Counted(CacheDatabase):
    """The cache's database, which counts the requests: each reads the version first."""

    def __init__(self):
        super().__init__(self.opened)
        self.requests = 0
        self.connections = []

    def opened(self):
        self.connections.append(connection_for_cache())
        return self.connections[-1]

    def rows(self, statement, values=()):
        found = super().rows(statement, values)
        self.requests += statement == NUMBER
        return found


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def cache(as_migrated, slow):
    documents = StoredDocuments(Counted(), at_once)
    # Of a version that is mostly known without a query, requests could not be counted.
    version = ContentVersion(documents.database)
    yield ResponseCache(slow, 16 * MEGABYTE, documents=documents, version=version)
    # Open ones would keep PostgreSQL from dropping the database.
    for each in documents.database.connections:
        each.close()


@pytest.fixture
def article(cache):
    return make.article()


@pytest.fixture
def threads():
    with ThreadPoolExecutor(READERS) as pool:
        yield pool


def read(cache, address):
    """Status and body, as a thread of the server gets them."""
    begun = []
    try:
        result = cache(environ_of(address), lambda *args: begun.extend(args))
        body = b"".join(result)
        getattr(result, "close", bool)()
    finally:
        connection.close()
    return begun[0], body


def at_the_gate(threads, slow, cache, address, other="{address}"):
    """Requests for an address: the first is being made, the others wait for it.

    ``other``: the address that the others ask for, which may have a number.
    """
    requests = [threads.submit(read, cache, address)]
    assert slow.begun.wait(20)
    before = cache.version.database.requests
    others = [
        threads.submit(read, cache, other.format(address=address, number=number))
        for number in range(READERS - 1)
    ]
    deadline = monotonic() + 20
    while cache.version.database.requests < before + READERS - 1:
        assert monotonic() < deadline
        sleep(0.01)
    return [*requests, *others]


def test_readers_at_once_cost_one_answer(threads, slow, cache, article):
    requests = at_the_gate(threads, slow, cache, article.url)

    slow.gate.set()

    answers = {each.result() for each in requests}
    assert len(answers) == 1
    assert answers.pop()[0] == "200 OK"
    assert slow.made == 1


def change(article):
    ArticlePage.objects.filter(pk=article.pk).update(summary="Walk each day.")


def test_parameters_that_mean_nothing_cost_no_answers_of_their_own(
    threads, slow, cache, article
):
    slow.gate.set()
    read(cache, article.url)
    change(article)
    slow.close()

    requests = at_the_gate(
        *(threads, slow, cache, article.url), "{address}?fbclid={number}"
    )
    slow.gate.set()

    assert len({each.result() for each in requests}) == 1
    assert slow.made == 1


def shown(request):
    """Reads one parameter of the query only where another one asks for it."""
    text = request.GET.get("page") if "is_list" in request.GET else "none"
    return make_public(request, HttpResponse(text))


urlpatterns = [path("shown/", shown)]


def test_who_waited_for_the_answer_to_another_query_gets_their_own(
    threads, slow, cache, settings
):
    settings.ROOT_URLCONF = __name__
    slow.gate.set()
    assert read(cache, "/shown/") == ("200 OK", b"none")
    slow.close()

    first, *others = at_the_gate(
        *(threads, slow, cache, "/shown/?is_list&page=one"), "/shown/?is_list&page=two"
    )
    slow.gate.set()

    assert first.result()[1] == b"one"
    assert {each.result()[1] for each in others} == {b"two"}


def test_who_asks_for_an_answer_that_is_kept_again_waits_again(
    threads, slow, cache, article
):
    slow.gate.set()
    article.unpublish()
    assert read(cache, article.url)[0] == "404 Not Found"
    article.get_latest_revision_as_object().save_revision().publish()
    assert read(cache, article.url)[0] == "200 OK"
    change(article)
    slow.close()

    requests = at_the_gate(threads, slow, cache, article.url)
    slow.gate.set()

    assert len({each.result() for each in requests}) == 1
    assert slow.made == 1


def test_who_waited_for_an_answer_that_failed_gets_one(threads, slow, cache, article):
    slow.fails = True
    failed, *others = at_the_gate(threads, slow, cache, article.url)

    slow.gate.set()

    with pytest.raises(ConnectionError):
        failed.result()
    assert {each.result()[0] for each in others} == {"200 OK"}


def test_nobody_waits_long_for_another(threads, slow, cache, article, monkeypatch):
    monkeypatch.setattr(wsgi_cache, "WAIT_SECONDS", 0.1)
    first, *others = at_the_gate(threads, slow, cache, article.url)

    assert {each.result()[0] for each in others} == {"200 OK"}
    assert not first.done()
    slow.gate.set()
    assert first.result()[0] == "200 OK"


def test_nobody_waits_for_an_answer_that_was_not_kept_before(
    threads, slow, cache, article, monkeypatch
):
    monkeypatch.setattr(wsgi_cache, "WAIT_SECONDS", 60)
    slow.gate.set()
    read(cache, "/nothing/")
    slow.close()

    first, *others = at_the_gate(threads, slow, cache, "/nothing/")

    try:
        assert {each.result(10)[0] for each in others} == {"404 Not Found"}
        assert not first.done()
    finally:
        slow.gate.set()
    assert first.result()[0] == "404 Not Found"


def test_an_answer_that_a_change_overtook_is_for_nobody_who_waits(
    threads, slow, cache, article
):
    first, *others = at_the_gate(threads, slow, cache, article.url)

    ArticlePage.objects.filter(pk=article.pk).update(summary="Walk each day.")
    late = threads.submit(read, cache, article.url)
    slow.gate.set()

    assert all(b"Walk each day." in each.result()[1] for each in [*others, late])
    assert b"Walk each day." not in first.result()[1]
    assert b"Walk each day." in read(cache, article.url)[1]


def test_a_change_of_something_else_costs_those_who_wait_nothing(
    threads, slow, cache, article
):
    other = make.standard_page()
    requests = at_the_gate(threads, slow, cache, article.url)

    StandardPage.objects.filter(pk=other.pk).update(body=[])
    slow.gate.set()

    assert len({each.result() for each in requests}) == 1
    assert slow.made == 1
