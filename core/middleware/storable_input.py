"""Validation of input that no database column can store.

PostgreSQL cannot store NUL in text; bytes that are not UTF-8 cannot be decoded; primary
keys have at most 64 bits. The APIs have their own checks and error format.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from core.page_data import LARGEST_ID

API = "/api/"
URLENCODED = "application/x-www-form-urlencoded"


class StorableInput:
    """Middleware that answers 400 to NUL or invalid UTF-8 in path, query or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith(API) or is_storable(request)):
            raise BadRequest("The request contains a character that cannot be stored.")
        return self.get_response(request)


def is_storable(request: HttpRequest) -> bool:
    try:
        texts = [*address(request), *form(request)]
    except UnicodeDecodeError:
        return False
    return not any("\0" in text for text in texts)


def address(request: HttpRequest) -> Iterable[str]:
    # Django leaves bytes that are not UTF-8 percent-encoded in the path.
    yield unquote_to_bytes(request.path_info).decode()
    # WSGI decodes the query string as Latin-1.
    query = request.META.get("QUERY_STRING", "").encode("latin-1")
    yield unquote_to_bytes(query).decode()


def form(request: HttpRequest) -> Iterable[str]:
    """Yields all names and values of the form, and its raw body if URL-encoded.

    Django replaces bytes that are not UTF-8 by U+FFFD, so the raw body is decoded. A
    multipart body is not available any more; its U+FFFD, which may be typed, is allowed.
    """
    fields: QueryDict = request.POST
    for name, values in fields.lists():
        yield name
        yield from values
    if fields and request.content_type == URLENCODED:
        yield unquote_to_bytes(request.body).decode()


class PrimaryKeyRange:
    """Middleware that answers 404 to a number of more than 64 bits in the path.

    SQLite raises OverflowError for it. The APIs have their own check.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
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
