"""Origin checks of public forms, in place of CSRF tokens: visitors have no session."""

from django.conf import settings
from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """True for a same-origin request, and for a client that sends no origin headers.

    Browsers send Fetch Metadata: https://www.w3.org/TR/fetch-metadata/
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "")
    return not origin or origin == f"{request.scheme}://{request.get_host()}"


def is_allowed(request: HttpRequest) -> bool:
    """True for a same-origin request and for an origin in CORS_ALLOWED_ORIGINS."""
    origin = request.headers.get("Origin", "")
    return is_ours(request) or origin in settings.CORS_ALLOWED_ORIGINS
