"""WSGI middleware that keeps finished public answers in the memory of a worker.

In front of Django: an answer from here costs some microseconds. docs/architecture.md
describes how a change reaches it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from time import time
from typing import Any, cast

from django.conf import settings

from core import dependencies, encodings
from core.dependencies import ANY, Dependencies
from delivery.answer_making import finished, marked_stale, may_be_kept
from delivery.answers import Answer, Variant
from delivery.cache_database import CacheDatabase
from delivery.cache_keys import (
    SHARED_HEADERS,
    Environ,
    KnownPaths,
    Relevant,
    address_of,
    decisive_names,
    has_personal_cookies,
    header_keys,
    is_anonymous_reading,
    is_short,
)
from delivery.content_version import ChangesUnknown, ContentVersion, shared_version
from delivery.hit_log import HitLog
from delivery.kept_answers import KeptAnswers, Making
from delivery.middleware import FOR_CACHE
from delivery.ready_answers import ReadyAnswer, StartResponse
from delivery.recent_keys import RecentKeys
from delivery.shared_values import SharedValues
from delivery.stored_documents import Document, StoredDocuments, Writer

Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Wrapper = Callable[[Application], Application]

# More tags than these: everything is dropped, which is faster.
MOST_TOUCHED = 5000
# Whoever waits longer for an answer that another request makes, makes it, too.
WAIT_SECONDS = 10
# Requests whose answers were not kept, which do not wait for each other.
MOST_PASSED = 1000
# Answers with a query that were made once.
MOST_REMEMBERED = 2000


@dataclass
class Flight:
    """An answer that one request makes and others wait for.

    ``relevant`` and ``key`` say for which requests it is right.
    """

    making: Making
    done: Event = field(default_factory=Event)
    answer: Answer | None = None
    relevant: Relevant = field(default_factory=Relevant)
    key: Hashable | None = None

    def answers(self, address: Hashable, environ: Environ) -> bool:
        """True if a request would have got the same answer."""
        return self.key is not None and self.relevant.key(address, environ) == self.key


class ResponseCache:
    """Answers from memory where nothing has changed, else from the application.

    ``most_bytes`` bounds the memory. ``serves_stale``: while the database is away, kept
    answers are sent with a mark; else the application answers. ``others``
    adds what answers requests before they are looked up, but after the shortcuts.
    """

    def __init__(
        self,
        application: Application,
        most_bytes: int,
        *,
        serves_stale: bool = False,
        documents: StoredDocuments | None = None,
        version: ContentVersion | None = None,
        others: Wrapper | None = None,
    ) -> None:
        self.application = application
        self._others = others(self._looked_up) if others else self._looked_up
        self.serves_stale = serves_stale
        self.documents = documents or StoredDocuments(CacheDatabase(), Writer())
        self.version = version or shared_version(self.documents.database)
        self.answers = KeptAnswers(most_bytes)
        self.shared = SharedValues()
        self._paths = KnownPaths()
        self._flights: dict[Hashable, Flight] = {}
        self._passed = RecentKeys(MOST_PASSED)
        self._made_before = RecentKeys(MOST_REMEMBERED)
        self._lock = Lock()
        self._hits = HitLog()
        self._decisive = decisive_names()

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        # Before the shortcut, which is gone before the version is a newer one.
        version = self.answers.version
        request = tuple(map(environ.get, self._decisive))
        ready = self.answers.shortcuts.get(request)
        if (
            ready is not None
            and ready.begins <= time() < ready.ends
            and not ("HTTP_COOKIE" in environ and has_personal_cookies(environ))
        ):
            try:
                is_current = self.version.number() == version
            except Exception:
                # Whoever looks the answer up meets the same problem.
                is_current = False
            if is_current:
                self._hits.number += 1
                ready.answer.is_used = True
                return ready.send(environ, start_response)
        return self._others(environ, start_response)

    def _looked_up(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not is_anonymous_reading(environ):
            return self.application(environ, start_response)
        try:
            number = self._synchronized()
        except ChangesUnknown:
            return self.application(environ, start_response)
        except Exception as problem:
            return self._without_database(environ, start_response, problem)
        address = address_of(environ)
        relevant = self._paths.get(address)
        key = relevant.key(address, environ) if relevant else None
        answer = self.answers.get(key) if key else None
        if relevant and answer and answer.holds_at(time()):
            self._hits.number += 1
            self._hits.log()
            ready = self._ready(key, answer, environ)
            self._remember(environ, address, relevant, ready, key)
            return ready.send(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        return self._made(address, environ, start_response, number)

    def _remember(
        self,
        environ: Environ,
        address: Hashable,
        relevant: Relevant,
        ready: ReadyAnswer,
        key: Hashable,
    ) -> None:
        """Makes a shortcut to what all requests like this one get."""
        request = tuple(map(environ.get, self._decisive))
        is_whole = "HTTP_HOST" in environ and is_short(request)
        if is_whole and relevant.headers <= SHARED_HEADERS:
            self.answers.add_shortcut(request, key, ready)
            if self._paths.get(address) != relevant:
                self.answers.forget_shortcuts()

    def _synchronized(self) -> int:
        """The version of the content, after what changed up to it was dropped."""
        number = self.version.number()
        if number != self.answers.version:
            with self._lock:
                number = self.version.number()
                known = self.answers.version
                if number > known >= 0:
                    touched = self.version.touched_since(known, most=MOST_TOUCHED)
                    self._advance(number, touched)
                elif number != known:
                    # The first request, or a database that was restored.
                    self._advance(number, None)
        return number

    def _advance(self, number: int, touched: list[str] | None) -> None:
        # Other requests look at the version of the answers alone.
        self.shared.advance(number, touched)
        self.answers.advance(number, touched)

    # --- Making an answer -------------------------------------------------------------

    def _made(
        self,
        address: Hashable,
        environ: Environ,
        start_response: StartResponse,
        number: int,
    ) -> Iterable[bytes]:
        """The answer of the application, kept if it may be, made once for all waiting."""
        known = self._paths.get(address) or Relevant(frozenset({ANY}))
        values = known.values(address, environ)
        shared = values and (values, *map(environ.get, SHARED_HEADERS))
        flight, is_mine = self._flight(shared, number)
        if not is_mine:
            return self._waited(address, flight, environ, start_response)
        try:
            body = self._make(address, environ, start_response, flight)
            if flight.answer is None:
                self._passed.add(shared)
            else:
                self._passed.discard(shared)
            return body
        finally:
            flight.done.set()
            with self._lock:
                if self._flights.get(shared) is flight:
                    del self._flights[shared]
            self.answers.end(flight.making)

    def _waited(
        self,
        address: Hashable,
        flight: Flight,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """The answer that another request makes, unless a change overtook it.

        It may have shown that more of a request matters than was known.
        """
        flight.done.wait(WAIT_SECONDS)
        answer = flight.answer
        if answer is None or not answer.holds_at(time()):
            return self.application(environ, start_response)
        if not flight.answers(address, environ):
            return self(environ, start_response)
        try:
            has_changed = self.version.number() != flight.making.version
        except Exception:
            # Asking again meets the same problem.
            has_changed = True
        if has_changed:
            return self(environ, start_response)
        return self._ready(None, answer, environ).send(environ, start_response)

    def _flight(self, key: Hashable | None, number: int) -> tuple[Flight, bool]:
        """The flight to wait for, or a new one, which is the caller's.

        One that began before this request's version may have read older content. For
        a query that is no clean text, without a key, nobody waits.
        """
        with self._lock:
            known = self._flights.get(key)
            if known and known.making.version >= number:
                return known, False
            flight = Flight(self.answers.begin())
            if key is not None and key not in self._passed:
                self._flights[key] = flight
            return flight, True

    def _make(
        self,
        address: Hashable,
        environ: Environ,
        start_response: StartResponse,
        flight: Flight,
    ) -> Iterable[bytes]:
        document = self._stored(address, environ)
        if document:
            return self._keep(address, environ, start_response, flight, document)
        made_at = time()
        begun: list[Any] = []
        # Django's response, where it is not a file to be streamed.
        with self.shared.for_answer() as values:
            result: Any = self.application(
                {**environ, FOR_CACHE: values}, lambda *args: begun.extend(args)
            )
        found: Dependencies | None = getattr(result, dependencies.ATTRIBUTE, None)
        if found is None or not may_be_kept(result, found):
            start_response(*begun)
            return cast("Iterable[bytes]", result)
        encoding = encodings.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = finished(result, found, made_at, encoding)
        varies = header_keys(result.get("Vary", ""))
        result.close()
        document = Document(answer, Relevant(frozenset(found.query_names), varies))
        return self._keep(
            *(address, environ, start_response, flight, document),
            is_new=not found.is_kept_off_the_disk,
        )

    def _stored(self, address: Hashable, environ: Environ) -> Document | None:
        try:
            known = self._paths.get(address)
            document = self.documents.get(address, environ, known)
        except Exception:
            # The application meets the same problem, and answers it.
            return None
        return document if document and document.answer.holds_at(time()) else None

    def _keep(
        self,
        address: Hashable,
        environ: Environ,
        start_response: StartResponse,
        flight: Flight,
        document: Document,
        *,
        is_new: bool = False,
    ) -> Iterable[bytes]:
        """Sends an answer that was made or read, and keeps it."""
        answer = document.answer
        before = self._paths.get(address)
        relevant = self._paths.learn(address, document.relevant)
        if before and relevant != before:
            self.answers.forget_shortcuts()
        key = relevant.key(address, environ)
        flight.relevant, flight.key = relevant, key
        if document.relevant.headers <= SHARED_HEADERS:
            flight.answer = answer
        if key and answer.holds_at(time()):
            is_current = self.answers.put(key, answer, flight.making)
            if is_new and is_current and self._is_worth_storing(key, environ):
                document = Document(answer, relevant)
                version = flight.making.version
                self.documents.put(address, environ, document, version)
        return self._ready(key, answer, environ).send(environ, start_response)

    def _is_worth_storing(self, key: Hashable, environ: Environ) -> bool:
        """True for a URL without a query, and for one that was made before.

        Anybody can make up queries; those of lists come again.
        """
        return not environ.get("QUERY_STRING") or self._made_before.add(key)

    # --- Sending it -------------------------------------------------------------------

    def _ready(
        self, key: Hashable | None, answer: Answer, environ: Environ
    ) -> ReadyAnswer:
        """The answer in an encoding that the client accepts, with all its headers."""
        return ReadyAnswer(answer, self._variant(key, answer, environ), time())

    def _variant(
        self, key: Hashable | None, answer: Answer, environ: Environ
    ) -> Variant:
        """The answer in an encoding that the client accepts."""
        encoding = encodings.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        known = len(answer.variants)
        variant = answer.variant(encoding)
        if key and len(answer.variants) != known:
            self.answers.resize(key, answer)
        return variant

    def _without_database(
        self, environ: Environ, start_response: StartResponse, problem: Exception
    ) -> Iterable[bytes]:
        """The last answer with a mark, if this is configured and the clock allows it."""
        self._hits.warn(problem)
        address = address_of(environ)
        relevant = self._paths.get(address) if self.serves_stale else None
        key = relevant.key(address, environ) if relevant else None
        answer = self.answers.get(key) if key else None
        if answer is None or not answer.holds_at(time()):
            return self.application(environ, start_response)
        variant = self._variant(key, answer, environ)
        start_response("200 OK", marked_stale(variant))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else variant.chunks


def in_front_of(application: Application, *, others: Wrapper) -> Application:
    """The application behind a cache, if the settings give it memory.

    ``others`` adds what answers requests that the cache has no shortcut for.
    """
    if not settings.CACHE_BYTES:
        return others(application)
    return ResponseCache(
        application,
        settings.CACHE_BYTES,
        serves_stale=settings.SERVE_STALE,
        others=others,
    )
