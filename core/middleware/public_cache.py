"""Cache headers and compression of public HTML responses."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import has_vary_header, patch_vary_headers

from core import dependencies
from core.api.caching import make_private, make_public
from core.dependencies import Dependencies
from core.encodings import LEAST_BYTES, chosen, encode, encoded_etag

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
            if "public" in response["Cache-Control"]:
                # Django replaces a CSRF cookie that it cannot read, in any answer.
                response.cookies.clear()
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
            # Some shared caches send what was chosen by Accept to everybody.
            is_shared = not has_vary_header(response, "Accept")
            return make_public(
                request, response, is_dated=is_dated, is_shared=is_shared
            )
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


class Compression:
    """Middleware that compresses public responses: an article from 34 kB to 8 kB.

    Private responses are not compressed, because the length of compressed content
    reveals secrets (BREACH). Streamed files are compressed already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_public_response(response):
            # Also for responses without a body (HEAD, 304), whose headers must match.
            patch_vary_headers(response, ["Accept-Encoding"])
            if not is_for_cache(response):
                encoding = chosen(request.headers.get("Accept-Encoding", ""))
                compress(response, encoding)
        return response


def is_for_cache(response: HttpResponse) -> bool:
    """True if a cache in front takes this response, and compresses it itself."""
    found: Dependencies | None = getattr(response, dependencies.ATTRIBUTE, None)
    return found is not None and found.is_public and found.is_for_cache


def compress(response: HttpResponse, encoding: str) -> None:
    """Encodes the content, if it is long enough, with an ETag of its own."""
    is_current = response.status_code == HTTPStatus.NOT_MODIFIED
    is_long = len(response.content) >= LEAST_BYTES
    if not encoding or not (is_current or is_long) or "Content-Encoding" in response:
        return
    if "ETag" in response:
        response["ETag"] = encoded_etag(response["ETag"], encoding)
    if is_long:
        response.content = encode(encoding, response.content)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = encoding
