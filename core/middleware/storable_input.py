"""Refuses, once for all, input that no database column could hold.

PostgreSQL has no NUL in a text; bytes that are not UTF-8 are no characters at all; no
primary key has more than 64 bits. The APIs look for themselves, because their refusals
have a form of their own.
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
    """Middleware: 400 for a path, a query or a form with an impossible character."""

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
    # Django leaves escaped in the path what is no UTF-8.
    yield unquote_to_bytes(request.path_info).decode()
    # WSGI hands the query's bytes over as if they were Latin-1.
    query = request.META.get("QUERY_STRING", "").encode("latin-1")
    yield unquote_to_bytes(query).decode()


def form(request: HttpRequest) -> Iterable[str]:
    """All names and values of the form; nothing where none was sent.

    Django puts U+FFFD for bytes that are no UTF-8. Those of a multipart form are gone
    by then, and a person may have typed that character: it is let through.
    """
    fields: QueryDict = request.POST
    for name, values in fields.lists():
        yield name
        yield from values
    if fields and request.content_type == URLENCODED:
        yield unquote_to_bytes(request.body).decode()


class PrimaryKeyRange:
    """Middleware: 404 for a number in the path of more than 64 bits.

    SQLite raises OverflowError for it. The APIs refuse it in their own form.
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
