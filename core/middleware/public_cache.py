"""Which answers to visitors may be kept by browsers and networks, and how long."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

from core.api.caching import make_private, make_public

# What a purge may name: everything that visitors read in their browser.
SITE_TAG = "site"


class PublicCache:
    """Says of each answer who may keep it, unless its view has said so.

    Stands outside the session's middleware: an answer that looked at the session
    comes out of there with ``Vary: Cookie``, and is for one person alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" in response:
            return response
        if has_vary_header(response, "Cookie") or response.cookies:
            return make_private(response)
        if response.streaming or request.method not in {"GET", "HEAD"}:
            return response
        if response.status_code == 200:
            return make_public(request, response, tags=[SITE_TAG])
        # A page may come back to its old address, and what is missing may be published.
        response["Cache-Control"] = "no-cache"
        return response


def is_for_anybody(response: HttpResponse) -> bool:
    """True for a public answer, and for an error that says the same to everybody."""
    manners = response.get("Cache-Control", "")
    if "public" in manners:
        return True
    is_personal = (
        "private" in manners or has_vary_header(response, "Cookie") or response.cookies
    )
    return response.status_code >= HTTPStatus.BAD_REQUEST and not is_personal


class Compression(GZipMiddleware):
    """Gzip for what anybody may read: half a millisecond makes 34 kB of an article 9.

    The length of a compressed answer tells of what is in it (BREACH), so one that is
    for somebody alone stays as it is. Files are streamed, and compressed already.
    """

    # Random bytes would blur the length, but nothing public is hidden.
    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        if response.streaming or not is_for_anybody(response):
            return response
        # Answers without a body say the same of it as with one: HEAD and 304.
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)
