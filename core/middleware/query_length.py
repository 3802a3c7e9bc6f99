"""Length limit for query strings in the admin.

Wagtail repeats the query string in each link of a list, for sorting, filters and
pagination: a search for 60 kB made a page of megabytes and took more than a second.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

# nginx's default limit for a request line.
MOST_CHARACTERS = 8 * 1024


class QueryLengthLimit:
    """Middleware that answers 414 to a longer query string in the admin."""

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
