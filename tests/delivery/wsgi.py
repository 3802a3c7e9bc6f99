"""Requests to a WSGI application, as a server makes them."""

from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection

from core import encodings
from delivery.cache_database import CacheDatabase
from delivery.content_version import ContentVersion
from delivery.stored_documents import StoredDocuments
from delivery.wsgi_cache import ResponseCache

MEGABYTE = 1024 * 1024


def django():
    return WSGIHandler()


class Database:
    """The test's raw connection, whose transaction is never committed.

    It can be broken; it stays open.
    """

    is_away = False

    def __call__(self):
        return self

    def execute(self, *statement):
        if self.is_away:
            raise OperationalError("the server closed the connection")
        connection.ensure_connection()
        return connection.connection.execute(*statement)

    def close(self):
        pass


def cached(application=None, most_bytes=16 * MEGABYTE, *, database=None, **options):
    """The cache in front of Django, on the test's own connection."""
    reader = CacheDatabase(database or Database())
    return ResponseCache(
        application or django(),
        most_bytes,
        documents=StoredDocuments(reader, at_once),
        # Reads what the test has not committed.
        version=ContentVersion(reader),
        **options,
    )


def at_once(write, size):
    write()


def environ_of(address, method="GET", **headers):
    parts = urlsplit(address)
    environ = {
        "REQUEST_METHOD": method,
        "HTTP_HOST": parts.netloc or "testserver",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "wsgi.url_scheme": parts.scheme or "http",
        "REMOTE_ADDR": "127.0.0.1",
    }
    for name, value in headers.items():
        key = name.upper()
        environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    setup_testing_defaults(environ)
    return environ


@contextmanager
def connection_kept():
    """Keeps Django from closing the test's connection, as its own test client does."""
    signals = request_started, request_finished
    # Within another of these, it is disconnected already.
    ours = [each for each in signals if each.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in ours:
            signal.connect(close_old_connections)


def ask(application, address, method="GET", **headers):
    """The answer: status, headers with small letters, body, content, queries."""
    begun = []
    queries = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), connection_kept():
        result = application(
            environ_of(address, method, **headers), lambda *args: begun.extend(args)
        )
        body = b"".join(result)
        getattr(result, "close", bool)()
    named = {name.lower(): value for name, value in begun[1]}
    return SimpleNamespace(
        status=int(begun[0][:3]),
        headers=named,
        body=body,
        content=encodings.decode(
            named.get("content-encoding", "") if body else "", body
        ),
        queries=len(queries),
    )


# They differ each time; an answer has a date only some seconds after a change.
DIFFER = {"expires", "last-modified", "x-request-id"}


def seen(answer):
    """Status, headers and body, without headers that differ by the clock alone."""
    kept = {name: value for name, value in answer.headers.items() if name not in DIFFER}
    return answer.status, kept, answer.body


def is_same(one, another):
    """True for the same answer, with the same date if both have theirs yet."""
    dates = {each.headers.get("last-modified") for each in (one, another)} - {None}
    return seen(one) == seen(another) and len(dates) < 2
