"""Finished public answers in the database, shared by the workers of all servers.

A worker that does not have an answer in memory reads it here with one statement,
which costs a hundredth of making it.
"""

import hashlib
import json
import logging
import re
import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from core import encodings
from core.dependencies import ANY
from core.site_addresses import with_usual_origin
from delivery import release
from delivery.answers import Answer, Variant
from delivery.cache_database import CacheDatabase
from delivery.cache_keys import Environ, Relevant

logger = logging.getLogger("gait.cache")

# Nothing has touched the document's tags since it was made.
READ = """
    SELECT made_at, valid_until, tags, details, body
    FROM delivery_storeddocument AS document WHERE key = ? AND NOT EXISTS (
        SELECT 1 FROM delivery_cachetag AS tag
        WHERE tag.number > document.number AND tag.name {is_one}
    )
"""
IS_ONE_POSTGRESQL = "= ANY (string_to_array(trim(tags), ' '))"
# As an array of JSON.
IS_ONE_SQLITE = """
    IN (SELECT value FROM json_each('["' || replace(trim(tags), ' ', '","') || '"]'))
"""
# Of two workers that made it, the one that knew the newer content wins.
WRITE = """
    INSERT INTO delivery_storeddocument
        (key, release, origin, address, number, made_at, valid_until, tags, details,
        body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        number = excluded.number, made_at = excluded.made_at,
        valid_until = excluded.valid_until, tags = excluded.tags,
        details = excluded.details, body = excluded.body
    WHERE excluded.number >= delivery_storeddocument.number
"""
# Where there are more, those with a query go first, of which anybody can ask for many,
# then the oldest. What matches the first parameter has a query.
PRUNE = """
    DELETE FROM delivery_storeddocument WHERE key IN (
        SELECT key FROM (
            SELECT key, SUM(LENGTH(body) + LENGTH(tags) + LENGTH(details)) OVER (
                ORDER BY CASE WHEN address LIKE ? THEN 1 ELSE 0 END, made_at DESC, key
            ) AS bytes
            FROM delivery_storeddocument
        ) AS documents WHERE bytes > ?
    )
"""
WITH_QUERY = "%?%"
# Parts of ``STORED_BYTES``: what one document may have, and what a worker may write
# before it looks whether the table is too large.
LARGEST_PART = 1 / 64
WRITTEN_PART = 1 / 16
ORIGIN = "HTTP_ORIGIN"
PLAIN_ORIGIN = re.compile(r"https?://[^/?#\s]+")
PORT = re.compile(r":(\d*)$")
# A number with zeros before it names the same page as without.
PADDED = re.compile(r"/0\d")
# Of what a client took without any: the quickest to read.
STORED_ENCODING = "zstd"
# Of the bodies that wait to be written; further answers are not stored.
MOST_WAITING_BYTES = 4 * 1024 * 1024

Write = Callable[[], None]
# Runs what writes so many bytes.
Schedule = Callable[[Write, int], None]


class Writer:
    """Thread that writes documents one after the other, off the visitors' requests."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Write, int]] = SimpleQueue()
        self._thread: Thread | None = None
        self._lock = Lock()
        self._waiting = 0

    def __call__(self, write: Write, size: int) -> None:
        with self._lock:
            # Not earlier: a thread does not survive the fork of a worker.
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()
            is_taken = self._waiting + size <= MOST_WAITING_BYTES
            self._waiting += size if is_taken else 0
        if is_taken:
            self._queue.put((write, size))
        else:
            logger.info("An answer was not stored: too many are waiting.")

    def _run(self) -> None:
        while True:
            write, size = self._queue.get()
            write()
            with self._lock:
                self._waiting -= size


@dataclass(frozen=True)
class Document:
    """A stored answer, and what its address was found to depend on."""

    answer: Answer
    relevant: Relevant


class StoredDocuments:
    """The table of stored documents, on the connections of the cache.

    ``schedule`` runs what writes. ``settings.STORED_BYTES`` bounds the table.
    """

    def __init__(self, database: CacheDatabase, schedule: Schedule) -> None:
        self.database = database
        # Reading must not take turns with what waits for another writer.
        self._writing = CacheDatabase(database.connect)
        self.schedule = schedule
        is_one = IS_ONE_SQLITE if database.is_sqlite else IS_ONE_POSTGRESQL
        self._read = READ.format(is_one=is_one)
        # Bytes since the size of the table was looked at.
        self._written = 0

    def get(
        self, address: Hashable, environ: Environ, known: Relevant | None
    ) -> Document | None:
        """The document for a request, if nothing has changed since it was made.

        Raises the driver's error if the database is away.
        """
        key = document_key(address, environ, known or Relevant(frozenset({ANY})))
        rows = self.database.rows(self._read, (key,)) if key else []
        if not rows:
            return None
        made_at, valid_until, tags, details, body = rows[0]
        said = json.loads(details)
        relevant = Relevant(frozenset(said["query_names"]), frozenset(said["varies"]))
        if document_key(address, environ, relevant) != key:
            # The other worker knew of a parameter that this request has, too.
            return None
        answer = Answer(
            headers=[(name, value) for name, value in said["headers"]],
            etag=said["etag"],
            tags=tuple(map(sys.intern, tags.split())),
            made_at=made_at,
            valid_until=valid_until,
            last_modified=said["last_modified"],
            dated_from=said["dated_from"],
        )
        answer.add_encoded(said["encoding"], bytes(body))
        return Document(answer, relevant)

    def put(
        self,
        address: Hashable,
        environ: Environ,
        document: Document,
        number: int,
    ) -> None:
        """Stores an answer that was made from the content of version ``number``."""
        answer, relevant = document.answer, document.relevant
        key = document_key(address, environ, relevant)
        if key is None or not is_for_many(environ, document):
            return
        variant = min(answer.variants.values(), key=lambda it: len(it.body))
        details = {
            "headers": answer.headers,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "dated_from": answer.dated_from,
            "query_names": sorted(relevant.query_names),
            "varies": sorted(relevant.headers),
        }
        values = (
            key,
            release.fingerprint(),
            origin_of(environ),
            address_shown(environ, relevant),
            number,
            answer.made_at,
            answer.valid_until,
            f" {' '.join(sorted(answer.tags))} ",
        )
        self.schedule(partial(self._write, values, details, variant), len(variant.body))

    # Any: values of any type.
    def _write(
        self, values: tuple[Any, ...], details: dict[str, Any], variant: Variant
    ) -> None:
        encoding, body = compressed(variant)
        most = settings.STORED_BYTES
        if len(body) > most * LARGEST_PART:
            return
        details = {**details, "encoding": encoding}
        try:
            self._writing.execute(WRITE, (*values, json.dumps(details), body))
            self._written += len(body)
            if self._written > most * WRITTEN_PART:
                self._written = 0
                self._writing.execute(PRUNE, (WITH_QUERY, most))
        except Exception as problem:
            # A database that is locked or full makes the next answers slower, no more.
            logger.info("An answer was not stored: %s", problem)


def document_key(address: Hashable, environ: Environ, relevant: Relevant) -> str | None:
    """The primary key of the document for a request; None if its query is no clean text.

    The origin of a front end is the only header that public answers vary with.
    """
    values = Relevant(relevant.query_names).values(address, environ)
    if values is None:
        return None
    parts = (release.fingerprint(), values, environ.get(ORIGIN))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def origin_of(environ: Environ) -> str:
    """Scheme and host that were asked, as Django takes them from a proxy's headers."""
    request = WSGIRequest(environ)
    return with_usual_origin(f"{request.scheme}://{request.get_host()}")


def compressed(variant: Variant) -> tuple[str, bytes]:
    """The encoding and body to store: compressed, whatever the client has asked for."""
    if variant.encoding or variant.is_short:
        return variant.encoding, variant.body
    return STORED_ENCODING, encodings.encode(STORED_ENCODING, variant.body)


def address_shown(environ: Environ, relevant: Relevant) -> str:
    """Path and query as people read them, without parameters that change nothing.

    WSGI decodes bytes as Latin-1.
    """
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    names, query = relevant.query_names, environ.get("QUERY_STRING", "")
    if ANY not in names:
        parts = query.split("&")
        query = "&".join(
            part for part in parts if unquote_plus(part.partition("=")[0]) in names
        )
    return f"{path}?{query}" if query else path


def is_for_many(environ: Environ, document: Document) -> bool:
    """False for an answer that varies with what anybody may make up."""
    if not (document.relevant.headers <= {ORIGIN} and is_usual_address(environ)):
        return False
    origin = environ.get(ORIGIN)
    # CORS allows what begins with an allowed origin, too.
    return not origin or (
        PLAIN_ORIGIN.fullmatch(origin) is not None
        and ("access-control-allow-origin", origin) in document.answer.headers
    )


def is_usual_address(environ: Environ) -> bool:
    """False for another spelling of an address, of which anybody can make up many.

    A host in capitals, a port other than the server's and the public one, or a number
    with leading zeros.
    """
    host = environ.get("HTTP_HOST", "")
    port = PORT.search(host)
    usual = {environ["SERVER_PORT"], urlsplit(settings.WAGTAILADMIN_BASE_URL).port}
    return (
        host == host.lower()
        and (port is None or port[1] in set(map(str, usual)))
        and not PADDED.search(environ.get("PATH_INFO", ""))
    )
