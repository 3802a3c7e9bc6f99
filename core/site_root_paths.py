"""Cache tags of the sites' root paths, which Wagtail keeps in Django's cache."""

from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from core import dependencies

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
    Site.get_site_root_paths = staticmethod(get_site_root_paths)
