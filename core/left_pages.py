"""Gait's own addresses of pages, on a site whose pages a front end shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponsePermanentRedirect
from wagtail.models import Page, Site

from core.page_data import hidden_paths
from core.representations import IS_ADDRESS
from core.site_addresses import SiteAddresses, addresses_of
from core.site_root_paths import located

# Any: the arguments of a view.
View = Callable[..., HttpResponse]


def addresses_at(request: HttpRequest) -> SiteAddresses | None:
    """The addresses of the requested site, if its pages are left to a front end.

    Markdown at its own address stays, as feeds and the APIs do.
    """
    if hasattr(request, IS_ADDRESS):
        return None
    site = Site.find_for_request(request)
    addresses = addresses_of(site) if site else None
    return addresses if addresses and addresses.are_pages_left else None


def leave(request: HttpRequest, path: str) -> HttpResponse | None:
    """The answer in place of the page at this path; None if Gait shows it.

    Raises Http404 where nothing is shown. Forms are sent to addresses of their own,
    which stay: somebody may have begun to fill one in before the pages left.
    """
    addresses = addresses_at(request)
    if addresses is None:
        return None
    if addresses.own_pages == "off":
        raise Http404("The pages of this site are on its front end.")
    query = request.META.get("QUERY_STRING", "")
    url = addresses.url(path)
    # Permanent, so that search engines move what they know of the page. Browsers do not
    # store it (PublicCache): a clinic may take its pages back.
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def left_to_front_end(view: View) -> View:
    """Decorator of a view whose address is the same on the front end."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return leave(request, request.path_info) or view(request, *args, **kwargs)

    return run


def leave_page(
    page: Page, request: HttpRequest, *served: object
) -> HttpResponse | None:
    """The same for a page of the tree; one with a password asks for it here."""
    addresses = addresses_at(request)
    if addresses is None:
        return None
    is_private = page.path.startswith(tuple(hidden_paths()))
    if is_private and addresses.own_pages != "off":
        return None
    found = located(page, request)
    return leave(request, found[1]) if found else None
