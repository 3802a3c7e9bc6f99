"""The site of a request, found with a query that takes Django little time to build."""

from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import (
    MATCH_DEFAULT,
    MATCH_HOSTNAME,
    MATCH_HOSTNAME_DEFAULT,
    MATCH_HOSTNAME_PORT,
)


def remember_site(request: HttpRequest) -> None:
    """Stores the site of the request where ``Site.find_for_request`` looks for it.

    Wagtail's own query ranks the sites in SQL, which took two of three milliseconds
    of the lookup to build, in every request.
    """
    if not hasattr(request, "_wagtail_site"):
        # The host is not checked, as in Wagtail.
        host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]  # private, as in Wagtail
        site = site_at(host, request.get_port())
        request._wagtail_site = site  # type: ignore[attr-defined]  # Wagtail's own


def site_at(host: str, port: str) -> Site | None:
    """The site that ``wagtail.models.sites.get_site_for_hostname`` returns, or None."""
    candidates = Q(hostname=host) | Q(is_default_site=True)
    sites = list(Site.objects.filter(candidates).order_by().select_related("root_page"))
    sites.sort(key=lambda site: rank(site, host, port))
    if not sites:
        return None
    best = rank(sites[0], host, port)
    if len(sites) == 1 or best in (MATCH_HOSTNAME_PORT, MATCH_HOSTNAME_DEFAULT):
        return sites[0]
    if best == MATCH_DEFAULT:
        return sites[len(sites) == 2]
    return None


def rank(site: Site, host: str, port: str) -> int:
    if site.hostname == host and str(site.port) == port:
        return MATCH_HOSTNAME_PORT
    if site.is_default_site:
        return MATCH_HOSTNAME_DEFAULT if site.hostname == host else MATCH_DEFAULT
    return MATCH_HOSTNAME
