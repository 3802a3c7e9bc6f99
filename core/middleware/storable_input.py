"""Search for text that no database column can store in a request's address and form.

PostgreSQL cannot store NUL in text; bytes that are not UTF-8 cannot be decoded.
"""

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, QueryDict

URLENCODED = "application/x-www-form-urlencoded"


def is_storable(request: HttpRequest) -> bool:
    """Tells if path, query and form are UTF-8 without NUL."""
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
