"""Cache headers and compression of public HTML responses."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

from core.api.caching import make_private, make_public

UNDATED = "gait_undated"


def without_date(response: HttpResponse) -> HttpResponse:
    """The response, which gets no Last-Modified: for lists that no cache revalidates."""
    setattr(response, UNDATED, True)
    return response


class PublicCache:
    """Middleware that sets Cache-Control on responses without it.

    It must precede the session middleware, which adds ``Vary: Cookie`` to a response
    that used the session: such a response is private.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" in response:
            return response
        if has_vary_header(response, "Cookie") or response.cookies:
            return make_private(response)
        if request.method not in {"GET", "HEAD"}:
            return response
        # A streamed response has no content to make an ETag of.
        if not isinstance(response, HttpResponse):
            return response
        if response.status_code == 200:
            is_dated = not hasattr(response, UNDATED)
            return make_public(request, response, is_dated=is_dated)
        # A page may return to its old URL, and a missing page may be published.
        response["Cache-Control"] = "no-cache"
        return response


def is_public_response(response: HttpResponseBase) -> bool:
    """True for a public response, and for an error that does not depend on the user."""
    directives = response.get("Cache-Control", "")
    if "public" in directives:
        return True
    is_personal = (
        "private" in directives
        or has_vary_header(response, "Cookie")
        or response.cookies
    )
    return response.status_code >= HTTPStatus.BAD_REQUEST and not is_personal


class Compression(GZipMiddleware):
    """Gzip for public responses: 0.5 ms reduces an article from 34 kB to 9 kB.

    Private responses are not compressed, because the length of compressed content
    reveals secrets (BREACH). Streamed files are compressed already.
    """

    # Random padding protects secrets, which public responses do not contain.
    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not is_public_response(response):
            return response
        # Also for responses without a body (HEAD, 304), whose headers must match.
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)
