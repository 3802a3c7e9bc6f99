"""What visitors hear while the site itself is in trouble."""

import sys

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

# A number that no column could hold, as PostgreSQL and SQLite say it.
ENDLESS_NUMBER = (DataError, OverflowError)
DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``, called while the error is being handled.

    503 with ``Retry-After`` where the database does not answer, which passes by itself;
    400 for a number that Wagtail's screens let through to it; 500 for anything else. No
    page asks the database.
    """
    problem = sys.exc_info()[1]
    if isinstance(problem, ENDLESS_NUMBER):
        return defaults.bad_request(request, problem)
    if not isinstance(problem, DATABASE_AWAY):
        return defaults.server_error(request)
    retry = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=retry)
