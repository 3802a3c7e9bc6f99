"""Refuses an address of the admin whose query is longer than any of its own.

Wagtail repeats the query in each link of a list, to sort, filter and turn pages: a
search for 60 kB made a page of megabytes, and took more than a second.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

# What nginx takes as a whole line, if it is told nothing else.
MOST_CHARACTERS = 8 * 1024


class QueryLengthLimit:
    """Middleware: 414 for a longer query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if in_admin and len(request.META.get("QUERY_STRING", "")) > MOST_CHARACTERS:
            return HttpResponse(
                render_to_string("414.html"),
                status=HTTPStatus.REQUEST_URI_TOO_LONG,
                headers={"Cache-Control": "no-store"},
            )
        return self.get_response(request)
