from django.http import Http404, HttpRequest
from django.utils.encoding import uri_to_iri
from wagtail.models import Page, Site

from core.site_lookup import specific_home_page


def without_query(address: str) -> str:
    """The URL without its query string and fragment."""
    return address.partition("#")[0].partition("?")[0]


def routed_page(request: HttpRequest, path: str, site: Site) -> Page | None:
    """The page at a path of the site, else None; without a permission check.

    The query string is ignored. The path may be percent-encoded, as a browser's
    ``location.pathname`` is, or not.
    """
    try:
        found, _, _ = specific_home_page(site).route(request, _slugs_in(path))
    except Http404:
        return None
    return found


def url_path_of(path: str, site: Site) -> str:
    """The ``url_path`` of a page that is or was at a path of the site."""
    return f"{site.root_page.url_path}{''.join(f'{slug}/' for slug in _slugs_in(path))}"


def _slugs_in(path: str) -> list[str]:
    return [step for step in uri_to_iri(without_query(path)).split("/") if step]
