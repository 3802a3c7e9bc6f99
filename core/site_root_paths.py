"""The sites' root paths, which Wagtail keeps in Django's cache: tags, and a shared copy.

Each has the addresses of its site, read by the same query.
"""

from collections.abc import Iterator
from typing import Any, cast

from django.core.cache import caches
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy
from wagtail.models import Page, Site, sites
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    SiteRootPath,
)

from core import dependencies
from core.compiled_queries import CompiledQuery
from core.shared_values import shared
from core.site_addresses import SiteAddresses, addresses_of

# The attribute of requests and pages where Wagtail looks for the root paths.
ATTRIBUTE = "_wagtail_cached_site_root_paths"

# Lasts for a request. In Redis, a worker that has read the sites before a change may put
# them after it, and changes by SQL remove nothing.
cache: Any = ConnectionProxy(caches, "sites")

# Wagtail's own methods, for sites whose pages Gait shows.
wagtails_url = Page.get_url
wagtails_full_url = Page.get_full_url


class RootPath(SiteRootPath):
    """Wagtail's tuple with the addresses of the site."""

    addresses: SiteAddresses


def get_site_root_paths() -> list[RootPath]:
    """The root paths, with the same tags whether they were cached or not.

    The root pages are not among them: pages below one, which are loaded, change with it.
    """
    with dependencies.paused():
        version = SITE_ROOT_PATHS_CACHE_VERSION
        found: list[RootPath] = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=version)
        if found is None:
            found = list(_root_paths())
            cache.set(SITE_ROOT_PATHS_CACHE_KEY, found, version=version)
    dependencies.add("sites", "locales", *(f"site-{each.site_id}" for each in found))
    return found


def _root_paths() -> Iterator[RootPath]:
    for site in _sites():
        home = site.root_page
        path = RootPath(
            site.pk, home.url_path, site.root_url, home.locale.language_code
        )
        path.addresses = addresses_of(site)
        yield path


@CompiledQuery
def _sites() -> QuerySet[Site]:
    """In the order of Wagtail, whose query does not select the front ends."""
    found = Site.objects.select_related("root_page__locale", "frontend")
    return found.order_by("-root_page__url_path", "-is_default_site", "hostname")


def tag_site_root_paths() -> None:
    sites.cache = cache
    Site.get_site_root_paths = staticmethod(get_site_root_paths)


def lead_to_front_ends() -> None:
    """Makes the URLs of all pages, also of those without a model of ours, the front end's."""
    Page.get_url, Page.url = get_url, property(get_url)
    Page.get_full_url, Page.full_url = get_full_url, property(get_full_url)
    for signal in (post_save, post_delete):
        signal.connect(forget_root_paths, sender="core.FrontEnd")


def forget_root_paths(**signal: Any) -> None:
    """Signal receiver for changes of front ends. Any: arguments of the signals."""
    Site.clear_site_root_paths_cache()


def get_full_url(page: Page, request: HttpRequest | None = None) -> str | None:
    """The full address of a page, where readers find it; None if it has none."""
    roots = page._get_site_root_paths(request)
    if not any(each.addresses.is_elsewhere for each in roots):
        return cast("str | None", wagtails_full_url(page, request))
    found = located(page, request)
    return found[0].url(found[1]) if found else None


def get_url(
    page: Page, request: HttpRequest | None = None, current_site: Site | None = None
) -> str | None:
    """As Wagtail's, but a full address on the front end where Gait shows no pages."""
    roots = page._get_site_root_paths(request)
    if any(each.addresses.are_pages_left for each in roots):
        found = located(page, request)
        if found and found[0].are_pages_left:
            return found[0].url(found[1])
    return cast("str | None", wagtails_url(page, request, current_site))


def located(
    page: Page, request: HttpRequest | None = None
) -> tuple[SiteAddresses, str] | None:
    """The addresses of the page's site, and its path there; None if it has none."""
    parts = page.get_url_parts(request)
    if parts is None or parts[1] is None:
        return None
    roots: list[RootPath] = page._get_site_root_paths(request)
    addresses = next(each.addresses for each in roots if each.site_id == parts[0])
    return addresses, parts[2]


def shared_site_root_paths() -> Any:
    """The same list, which answers share."""
    if dependencies.store_of_shared_values() is None:
        return get_site_root_paths()
    return shared("site root paths", _read)


def _read() -> list[RootPath]:
    with dependencies.narrowed("sites", "locales"):
        return list(_root_paths())
