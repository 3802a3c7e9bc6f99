"""Error responses for server problems: database down, disk full, invalid input."""

import logging
import sys

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDictKeyError
from django.views import defaults

from core import full_disk
from core.admin_paths import is_admin_path
from core.storage import is_full

logger = logging.getLogger(__name__)

# A number too large for a column (PostgreSQL, SQLite), and a missing form field that
# every real form contains.
INVALID_INPUT = (DataError, OverflowError, MultiValueDictKeyError)
DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 10
# Errors of the same types with another cause: a statement that SQLite rejects, and
# PostgreSQL's class 54, program limit exceeded.
INVALID_ON_SQLITE = "SQLITE_ERROR"
INVALID_ON_POSTGRESQL = "54"


def is_database_away(problem: BaseException | None) -> bool:
    """True if the database is temporarily not available."""
    cause = getattr(problem, "__cause__", None)
    return (
        isinstance(problem, DATABASE_AWAY)
        and getattr(cause, "sqlite_errorname", None) != INVALID_ON_SQLITE
        and not (getattr(cause, "sqlstate", None) or "").startswith(
            INVALID_ON_POSTGRESQL
        )
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``, called while the error is being handled.

    503 with ``Retry-After`` while the database is not available; 507 if the disk is
    full; 400 for forged input that Wagtail's views do not validate; 500 for anything
    else. The error pages need no database.
    """
    problem = sys.exc_info()[1]
    if isinstance(problem, INVALID_INPUT) and _is_for_the_admin(request):
        # Possibly a bug all the same.
        logger.warning("Answered 400 to an unforeseen error.", exc_info=problem)
        return defaults.bad_request(request, problem)
    if is_full(problem):
        return full_disk.answer(request)
    if not is_database_away(problem):
        return defaults.server_error(request)
    retry = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=retry)


def _is_for_the_admin(request: HttpRequest) -> bool:
    return is_admin_path(request.path)
