"""Request log with request ids: one entry for each request, without personal data.

The entries contain no IP address, no query string (a search for an illness is personal
data), no form data and no password reset link; users appear by their id.
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
# The rest of the path is a credential that sets a new password.
PASSWORD_LINK = re.compile(r"(/password_reset/confirm/)\S+")
WORD = re.compile(r"\S+")
# The query of a URL or path, such as the referrer in Django's CSRF log entries.
QUERY = re.compile(r"[?#][^'\"]+")
# Longer paths are truncated in the log; no URL of this site is nearly as long.
MOST_OF_A_PATH = 500


class RequestLog:
    """First middleware: sets the request id, and logs method, path, status and time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identity = proxy_request_id(request) or uuid.uuid4().hex
        # Not reset afterwards: Django logs a failed request after the middleware.
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
            user_label(request),
        )
        return response


def proxy_request_id(request: HttpRequest) -> str | None:
    """The request id set by a trusted proxy, if any."""
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXIES and GIVEN_ID.fullmatch(given):
        return given
    return None


def user_label(request: HttpRequest) -> str:
    """The user's id if the user is already loaded; loading would cost a query."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return f"user {user.pk}" if user and user.pk else "anonymous"


class RequestFilter(logging.Filter):
    """Log filter that adds the request id and redacts secrets in paths.

    Django's own log entries contain paths too.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        message = record.getMessage()
        kept = WORD.sub(redacted, PASSWORD_LINK.sub(r"\1…", message))
        if kept != message:
            record.msg, record.args = kept, ()
        return True


def redacted(word: re.Match[str]) -> str:
    """A path or URL without its query string, truncated to MOST_OF_A_PATH."""
    text = word.group()
    before, slash, after = text.partition("/")
    if not slash:
        return text
    text = f"{before}/{QUERY.sub('?…', after)}"
    return text if len(text) <= MOST_OF_A_PATH else f"{text[:MOST_OF_A_PATH]}…"


class BriefFilter(logging.Filter):
    """Log filter that reduces a temporary or client error to a one-line warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = str(record.exc_info[1]) if record.exc_info else ""
        if problem not in record.getMessage():
            record.msg, record.args = f"{record.getMessage()}: {problem}", ()
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class JsonFormatter(logging.Formatter):
    """Log formatter that writes one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.datetime.fromtimestamp(
                record.created, tz=datetime.UTC
            ).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": record.__dict__["request_id"],
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
