"""The objects to which the content of several pages refers, read in constant queries."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any, TypeVar

from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from core import dependencies, site_root_paths
from core.aliases import originals_of
from core.page_data.images import images_with_renditions
from core.page_data.public_pages import ancestor_paths, live_at, public_in_bulk
from core.references import References
from core.site_addresses import SiteAddresses
from core.site_root_paths import shared_site_root_paths

Made = TypeVar("Made")


# Key and origin of a page's site, and the page's path on it.
Location = tuple[int | None, str | None, str | None]


class Preloaded:
    """The referenced objects of several pages, by id."""

    def __init__(
        self, found: References, pages: Iterable[Page], hidden: Sequence[str]
    ) -> None:
        paths = {path for page in pages for path in ancestor_paths(page)}
        self.originals = originals_of(pages)
        self.hidden = hidden
        self.images: dict[int, AbstractImage] = {}
        self.documents: dict[int, AbstractDocument] = {}
        self.embeds: dict[str, Embed] = {}
        self.pages: dict[int, Page] = {}
        if found.images:
            self.images = _images(found.images)
        if found.documents:
            self.documents = get_document_model().objects.in_bulk(found.documents)
        if found.embeds:
            self.embeds = Embed.objects.in_bulk(found.embeds, field_name="hash")
        if linked_pages := found.pages | self.originals.keys():
            self.pages = public_in_bulk(linked_pages, hidden)
            dependencies.note_loaded(Page, self.pages)
        shown = frozenset(path for path in paths if not path.startswith(tuple(hidden)))
        if shown:
            self.pages |= live_at(shown)
        self.pages_by_path = {page.path: page for page in self.pages.values()}
        self._made: dict[Hashable, Any] = {}
        self._located: dict[int, Location] = {}

    def memoize(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The result of ``make``, computed once per key and shared by all pages."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def chain_of(self, page: Page) -> list[int]:
        """The ids of the originals of an alias, the nearest first."""
        # Distinct, for rows that were made aliases of each other by hand.
        chain: dict[int, None] = {}
        key = page.alias_of_id
        while key and key not in chain:
            chain[key] = None
            key = self.originals.get(key)
        return list(chain)

    def site_and_path(self, page: Page) -> Location:
        """The id of the page's site, the site's origin, and the page's path on it."""
        # The tag is needed also where Wagtail finds the sites in the cache, and by each
        # part of an answer.
        dependencies.add("sites")
        key = page.pk
        if key not in self._located:
            with dependencies.narrowed():
                found = page.get_url_parts(self.site_roots)
            self._located[key] = found or (None, None, None)
        return self._located[key]

    @cached_property
    def site_roots(self) -> SimpleNamespace:
        """Stand-in for the request, where ``get_url_parts`` looks for the site roots."""
        return SimpleNamespace(**{site_root_paths.ATTRIBUTE: shared_site_root_paths()})

    def addresses(self, page: Page) -> SiteAddresses:
        """The addresses of the page's site, or of the first one where it has none."""
        site_id, *_ = self.site_and_path(page)
        return self.addresses_by_site.get(site_id) or self.main_addresses

    @cached_property
    def addresses_by_site(self) -> dict[int | None, SiteAddresses]:
        roots = getattr(self.site_roots, site_root_paths.ATTRIBUTE)
        return {each.site_id: each.addresses for each in reversed(roots)}

    @cached_property
    def main_addresses(self) -> SiteAddresses:
        """Those of the first site; without an origin if there is no site."""
        return next(reversed(self.addresses_by_site.values()), SiteAddresses(""))

    def url(self, page: Page) -> str | None:
        """The full address at which readers find a page; None if it has none."""
        site_id, origin, path = self.site_and_path(page)
        return self.addresses_by_site[site_id].url(path or "") if origin else None


def _images(keys: set[int]) -> dict[int, AbstractImage]:
    """The images with these ids, of which the answer reads each once."""
    known: dict[int, AbstractImage] = dependencies.loaded(get_image_model(), keys)
    with dependencies.narrowed(*(f"image-{key}" for key in keys)):
        read = images_with_renditions(keys - known.keys())
    dependencies.note_loaded(get_image_model(), read)
    return known | read
