"""What visitors hear while the site itself is in trouble."""

import logging
import sys

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.views import defaults

from core import full_disk
from core.storage import is_full

logger = logging.getLogger(__name__)

# A number that no column could hold, as PostgreSQL and SQLite say it; and a field that
# every form of ours has.
FORGED = (DataError, OverflowError, MultiValueDictKeyError)
DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 10
# Of errors of the same type, those of our own making: a statement that SQLite cannot
# take, and PostgreSQL's class of limits that a statement exceeds.
WRONG_ON_SQLITE = "SQLITE_ERROR"
WRONG_ON_POSTGRESQL = "54"


def is_database_away(problem: BaseException | None) -> bool:
    """It does not answer now and may in a moment."""
    cause = getattr(problem, "__cause__", None)
    return (
        isinstance(problem, DATABASE_AWAY)
        and getattr(cause, "sqlite_errorname", None) != WRONG_ON_SQLITE
        and not (getattr(cause, "sqlstate", None) or "").startswith(WRONG_ON_POSTGRESQL)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``, called while the error is being handled.

    503 with ``Retry-After`` where the database does not answer, which passes by itself;
    507 where a disk is full; 400 for what no form of ours sends and Wagtail's screens let through; 500 for
    anything else. No page asks the database.
    """
    problem = sys.exc_info()[1]
    if isinstance(problem, FORGED) and _is_for_the_admin(request):
        # It may be our own mistake all the same.
        logger.warning("Answered 400 to what nobody foresaw.", exc_info=problem)
        return defaults.bad_request(request, problem)
    if is_full(problem):
        return full_disk.answer(request)
    if not is_database_away(problem):
        return defaults.server_error(request)
    retry = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=retry)


def _is_for_the_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))
