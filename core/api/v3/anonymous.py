"""Anonymous reading of API v3: authentication, site, locale and page lookup."""

from django.http import Http404, HttpRequest
from ninja.errors import HttpError
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Locale, Page, Site

from core.api.errors import UNKNOWN_LOCALE
from core.api.page_paths import routed_page
from core.private_pages import is_shown_to_visitor, readable_page

# Attribute of requests with the site that was asked for.
ASKED_SITE = "asked_site"
ANYBODY = [BearerTokenAuth(), AllowAnonymous()]


def site_for(request: HttpRequest, wanted: str | None) -> Site:
    """The site given as ``host`` or ``host:port``, else the request's own."""
    try:
        site = SiteFilterValidator(site=wanted, request=request).site_obj
    except ValueError:
        raise HttpError(400, "site: expected HOST or HOST:PORT of one site") from None
    if site is None:
        raise Http404("There is no site.")
    return site


def site_or_none(request: HttpRequest, wanted: str | None) -> Site | None:
    """The same; None if the request's host has no site."""
    return site_for(request, wanted) if wanted else Site.find_for_request(request)


def asked_site(request: HttpRequest) -> Site | None:
    """The same by the query alone, found once a request; None if there is no such site."""
    if not hasattr(request, ASKED_SITE):
        try:
            site = site_for(request, request.GET.get("site"))
        except (Http404, HttpError):
            site = None
        setattr(request, ASKED_SITE, site)
    return getattr(request, ASKED_SITE)


def locale_called(language_code: str) -> Locale:
    found = Locale.objects.filter(language_code=language_code).first()
    if found is None:
        raise HttpError(400, f"locale: {UNKNOWN_LOCALE}")
    return found


def required_id(id: int | None) -> int:
    """The id; raises HttpError 400 if neither a path nor an id was given."""
    if id is None:
        raise HttpError(400, "Say what to find: html_path or id.")
    return id


def page_at(request: HttpRequest, path: str, site: Site) -> Page | None:
    """The page at a path of the site; None if the reader may see none there."""
    found = routed_page(request, path, site)
    if found is None:
        return None
    if request.user.is_authenticated or found.pk == site.root_page_id:
        # The home page is not read in full to route from it.
        return readable_page(request, found.pk)
    return found if is_shown_to_visitor(request, found) else None
