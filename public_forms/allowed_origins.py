"""Which sites' pages may hand something in; nobody is signed in, so no token says it."""

from django.conf import settings
from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """Whether the form stood on a page of ours; a program that is no browser may send.

    Browsers say where a form stood: https://www.w3.org/TR/fetch-metadata/
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "")
    return not origin or origin == f"{request.scheme}://{request.get_host()}"


def is_welcome(request: HttpRequest) -> bool:
    """The same for the APIs, where the front ends of CORS_ALLOWED_ORIGINS may, too."""
    origin = request.headers.get("Origin", "")
    return is_ours(request) or origin in settings.CORS_ALLOWED_ORIGINS
