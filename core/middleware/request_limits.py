"""Limits for the size and content of a request's address and form.

Wagtail's blocks trust ``benefits-count`` and each item's ``…-order``, and would loop a
hundred million times. Wagtail repeats the query string in each link of a list, for
sorting, filters and pagination: a search for 60 kB made a page of megabytes and took
more than a second. SQLite raises OverflowError for a key of more than 64 bits. The APIs
have checks and an error format of their own.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from core.admin_paths import is_admin_path
from core.charsets import OTHER_CHARSET, is_form_in_other_charset
from core.middleware.storable_input import is_storable
from core.references import LARGEST_ID

API = "/api/"
ITEM_NUMBERS = ("-count", "-order")
# nginx's default limit for a request line.
QUERY_CHARACTERS = 8 * 1024


class RequestLimits:
    """Middleware that refuses a request before its view runs.

    413 for text of a form above DATA_UPLOAD_MAX_MEMORY_SIZE; 400 for a form that is not
    in UTF-8, for text that no column can store and, in the admin, for an impossible
    number of list items; 414 for a query string above QUERY_CHARACTERS in the admin; 404
    for a number of more than 64 bits in the path.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(API):
            return self.get_response(request)
        if is_form_in_other_charset(request):
            raise BadRequest(OTHER_CHARSET)
        if is_too_large(request):
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not is_storable(request):
            raise BadRequest("The request contains a character that cannot be stored.")
        if is_admin_path(request.path_info):
            if not all(map(is_plausible, request.POST.items())):
                raise BadRequest(
                    "A list of the form has an impossible number of items."
                )
            if len(request.META.get("QUERY_STRING", "")) > QUERY_CHARACTERS:
                return refusal(HTTPStatus.REQUEST_URI_TOO_LONG)
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        numbers = (each for each in kwargs.values() if isinstance(each, int))
        if not request.path_info.startswith(API) and any(
            number > LARGEST_ID for number in numbers
        ):
            raise Http404


def is_too_large(request: HttpRequest) -> bool:
    """Parses the form, which writes large files to disk.

    Django 5.2 answers 400 to a form that is too large, without mentioning the size.
    """
    try:
        _ = request.POST
    except RequestDataTooBig:
        return True
    return False


def is_plausible(field: tuple[str, Any]) -> bool:
    name, value = field
    if not name.endswith(ITEM_NUMBERS):
        return True
    is_number = value.isascii() and value.isdecimal() and len(value) < 10
    return is_number and int(value) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def refusal(status: HTTPStatus) -> HttpResponse:
    """The error page with the number of ``status``, which no cache may store."""
    return HttpResponse(
        render_to_string(f"{status.value}.html"),
        status=status,
        headers={"Cache-Control": "no-store"},
    )
