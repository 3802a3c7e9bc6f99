"""Removal of response headers that have no effect."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from core.api.caching import is_sent_with_304
from core.middleware.csp import is_data

# They are rules for documents with links, scripts or windows.
FOR_DOCUMENTS = (
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
)


class NeededHeaders:
    """Middleware that removes policies of documents from data, and most from a 304.

    A client that gets 304 goes on with the headers that it has (RFC 9110, 15.4.5). It
    must precede the middleware that adds them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_data(request, response):
            for name in FOR_DOCUMENTS:
                response.headers.pop(name, None)
        is_validated = response.status_code == HTTPStatus.NOT_MODIFIED
        # Others have no ETag that also tells their policies apart.
        if is_validated and "Cache-Tag" in response:
            for name in list(response.headers):
                if not is_sent_with_304(name):
                    del response[name]
        return response
