"""The 404 page, which offers what may be meant by the address."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Site

from core.left_pages import addresses_at
from core.redirects import redirect_from
from core.site_search.near_pages import admits, pages_for_missing
from core.site_search.results import Link

logger = logging.getLogger(__name__)

# URLs of pages, topics and people; others (files, forms, the admin) are not searched for.
SEARCHED = {"wagtail_serve", "topic", "person"}


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler404``: the redirect from the address, else the 404 page.

    That page offers others and does not redirect to one: another page with the same
    slug may not be what the address once led to.
    """
    if led := redirect_from(request):
        return led
    addresses = addresses_at(request)
    if addresses and addresses.own_pages == "off":
        context = {"website": addresses.url("/")}
        return render(request, "core/no_pages.html", context, status=404)
    return render(request, "404.html", {"near_pages": _near(request)}, status=404)


def _near(request: HttpRequest) -> list[Link]:
    match = request.resolver_match
    is_searched = match is None or match.url_name in SEARCHED
    if not (request.method == "GET" and is_searched and admits(request.path_info)):
        return []
    try:
        site = Site.find_for_request(request)
        return pages_for_missing(request.path_info, site) if site else []
    except DatabaseError:
        logger.exception("The 404 page offers no pages.")
        return []
