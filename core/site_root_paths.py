"""The sites' root paths, which Wagtail keeps in Django's cache: tags, and a shared copy."""

from typing import Any

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from wagtail.models import Site, sites
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    SiteRootPath,
)

from core import dependencies
from core.shared_values import shared

# The attribute of requests and pages where Wagtail looks for the root paths.
ATTRIBUTE = "_wagtail_cached_site_root_paths"

# Lasts for a request. In Redis, a worker that has read the sites before a change may put
# them after it, and changes by SQL remove nothing.
cache: Any = ConnectionProxy(caches, "sites")

from_wagtail = Site.get_site_root_paths


def get_site_root_paths() -> list[SiteRootPath]:
    """Wagtail's root paths, with the same tags whether they were cached or not.

    The root pages are not among them: pages below one, which are loaded, change with it.
    """
    with dependencies.paused():
        found: list[SiteRootPath] = from_wagtail()
    dependencies.add("sites", "locales", *(f"site-{each.site_id}" for each in found))
    return found


def tag_site_root_paths() -> None:
    sites.cache = cache
    Site.get_site_root_paths = staticmethod(get_site_root_paths)


def shared_site_root_paths() -> Any:
    """The same list, which answers share."""
    if dependencies.store_of_shared_values() is None:
        return get_site_root_paths()
    return shared("site root paths", _read)


def _read() -> list[SiteRootPath]:
    # What another answer of this request has found has no tags.
    cache.delete(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    with dependencies.narrowed("sites", "locales"):
        return from_wagtail()
