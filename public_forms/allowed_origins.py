"""Origin checks of public forms, in place of CSRF tokens: visitors have no session."""

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

from core.site_addresses import addresses_of


def is_ours(request: HttpRequest) -> bool:
    """True for a same-origin request, and for a client that sends no origin headers.

    Browsers send Fetch Metadata: https://www.w3.org/TR/fetch-metadata/
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "")
    return not origin or origin == f"{request.scheme}://{request.get_host()}"


def is_allowed(request: HttpRequest, site: Site | None) -> bool:
    """True for a same-origin request, the site's front end and CORS_ALLOWED_ORIGINS.

    ``site``: that of what is handed in.
    """
    origin = request.headers.get("Origin", "")
    if is_ours(request) or origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    return bool(site and origin and addresses_of(site).front_end == origin)
