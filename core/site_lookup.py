"""The site of a request, found with a query that takes Django little time to build."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site
from wagtail.models.sites import (
    MATCH_DEFAULT,
    MATCH_HOSTNAME,
    MATCH_HOSTNAME_DEFAULT,
    MATCH_HOSTNAME_PORT,
)

from core import dependencies
from core.compiled_queries import CompiledQuery
from core.shared_values import shared
from core.site_root_paths import ATTRIBUTE, shared_site_root_paths


def remember_site(request: HttpRequest) -> None:
    """Stores the site of the request, and the root paths, where Wagtail looks for them.

    Wagtail's own query ranks the sites in SQL, which took two of three milliseconds
    of the lookup to build, in every request.
    """
    if not hasattr(request, "_wagtail_site"):
        # The host is not checked, as in Wagtail.
        host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]  # private, as in Wagtail
        setattr(request, ATTRIBUTE, SimpleLazyObject(shared_site_root_paths))
        site = shared_site(host, request.get_port())
        request._wagtail_site = site  # type: ignore[attr-defined]  # Wagtail's own
        # Of names that only a pattern allows, anybody can make up many.
        if host not in settings.ALLOWED_HOSTS and not (site and site.hostname == host):
            dependencies.keep_off_the_disk()


def shared_site(host: str, port: str) -> Site | None:
    """The site at an address, from the values that answers share."""
    return shared(("site", host, port), lambda: site_at(host, port))


def remember_home_page(request: HttpRequest) -> None:
    """Makes the home page of the request's site the specific one, for Wagtail's routing."""
    site = Site.find_for_request(request)
    if site:
        site.root_page = specific_home_page(site)


def specific_home_page(site: Site) -> Page:
    """The home page of a site as one of its own type, which answers share."""
    home = site.root_page
    found: Page = shared(("home page", home.pk), lambda: _specific(home))
    return found


def _specific(page: Page) -> Page:
    # Any: a page type. None if its code is gone.
    model: Any = page.specific_class or Page
    with dependencies.narrowed(f"page-{page.pk}"):
        found = [] if isinstance(page, model) else _with_key(page.pk, model=model)
    return found[0] if found else page


@CompiledQuery
def _with_key(key: int, *, model: type[Page]) -> QuerySet[Page]:
    return model._default_manager.filter(pk=key).order_by()


def site_at(host: str, port: str) -> Site | None:
    """The site that ``wagtail.models.sites.get_site_for_hostname`` returns, or None."""
    with dependencies.narrowed("sites"):
        sites = _candidates(host)
    sites.sort(key=lambda site: rank(site, host, port))
    if not sites:
        return None
    best = rank(sites[0], host, port)
    if len(sites) == 1 or best in (MATCH_HOSTNAME_PORT, MATCH_HOSTNAME_DEFAULT):
        return sites[0]
    if best == MATCH_DEFAULT:
        return sites[len(sites) == 2]
    return None


@CompiledQuery
def _candidates(host: str) -> QuerySet[Site]:
    found = Site.objects.filter(Q(hostname=host) | Q(is_default_site=True))
    return found.order_by().select_related("root_page", "frontend")


def rank(site: Site, host: str, port: str) -> int:
    if site.hostname == host and str(site.port) == port:
        return MATCH_HOSTNAME_PORT
    if site.is_default_site:
        return MATCH_HOSTNAME_DEFAULT if site.hostname == host else MATCH_DEFAULT
    return MATCH_HOSTNAME
