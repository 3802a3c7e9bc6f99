"""One line a request, with an id that every other line of that request carries too.

Nothing personal goes in: no address, no query string (a search for an illness tells
about a person), no form, no link that opens an account; somebody who is signed in
appears as a number.
"""

import datetime
import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

logger = logging.getLogger("gait.requests")

request_id: ContextVar[str] = ContextVar("request_id", default="-")

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# What follows in the path lets whoever reads it set the account's new password.
PASSWORD_LINK = re.compile(r"(/password_reset/confirm/)\S+")
WORD = re.compile(r"\S+")
# Of an address or a path, such as the page before that a forged request names.
QUERY = re.compile(r"[?#][^'\"]+")
# A path is logged up to here; no address of ours is nearly as long.
MOST_OF_A_PATH = 500


class RequestLog:
    """Middleware, first of all: gives the request its id, and logs how it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identity = given_id(request) or uuid.uuid4().hex
        # Left in place: Django logs a failed request after its middleware is done.
        request_id.set(identity)
        started_at = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = identity
        logger.info(
            "%s %s %s in %.1f ms by %s",
            request.method,
            escape_uri_path(request.path[:MOST_OF_A_PATH]),
            response.status_code,
            (time.perf_counter() - started_at) * 1000,
            who(request),
        )
        return response


def given_id(request: HttpRequest) -> str | None:
    """The id that the operator's own proxy gave the request."""
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXIES and GIVEN_ID.fullmatch(given):
        return given
    return None


def who(request: HttpRequest) -> str:
    """The user's number, if something has asked for the user; asking costs a query."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return f"user {user.pk}" if user and user.pk else "anonymous"


class RequestFilter(logging.Filter):
    """Lends each line its request's id, and takes secrets out of paths in it.

    Django's own lines name paths too, also of requests that no view has seen.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        message = record.getMessage()
        kept = WORD.sub(without_secrets, PASSWORD_LINK.sub(r"\1…", message))
        if kept != message:
            record.msg, record.args = kept, ()
        return True


def without_secrets(word: re.Match[str]) -> str:
    """A path or an address without its query string, and not longer than a line."""
    text = word.group()
    before, slash, after = text.partition("/")
    if not slash:
        return text
    text = f"{before}/{QUERY.sub('?…', after)}"
    return text if len(text) <= MOST_OF_A_PATH else f"{text[:MOST_OF_A_PATH]}…"


class BriefFilter(logging.Filter):
    """Makes a warning of one line of what passes by itself, or is the asker's fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = str(record.exc_info[1]) if record.exc_info else ""
        if problem not in record.getMessage():
            record.msg, record.args = f"{record.getMessage()}: {problem}", ()
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for the operator's log collector."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.datetime.fromtimestamp(
                record.created, tz=datetime.UTC
            ).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": record.request_id,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
