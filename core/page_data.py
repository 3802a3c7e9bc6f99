"""Preloaded related objects of pages, in a constant number of queries (no N+1).

Content references images, pages, documents and videos by id. ``load`` collects the ids
from the stored JSON of all given pages and runs one query for each kind; each page then
has its ``page_data``. It never contains unpublished or private pages.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import cache, cached_property, partial, singledispatch
from types import SimpleNamespace
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageViewRestriction
from wagtail.rich_text.rewriters import FIND_A_TAG, FIND_EMBED_TAG, extract_attrs

from core import dependencies, site_root_paths
from core.aliases import originals_of, paths_of_aliases
from core.compiled_queries import CompiledQuery
from core.images import responsive
from core.references import References, as_id
from core.rich_text import LINK_SCHEMES, without_empty_links
from core.shared_values import shared
from core.site_addresses import SiteAddresses
from core.site_root_paths import shared_site_root_paths

Made = TypeVar("Made")

HREF = re.compile('href="([^"]*)"')


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
            with dependencies.narrowed(*(f"image-{key}" for key in found.images)):
                self.images = images_with_renditions(found.images)
        if found.documents:
            self.documents = get_document_model().objects.in_bulk(found.documents)
        if found.embeds:
            self.embeds = Embed.objects.in_bulk(found.embeds, field_name="hash")
        if linked_pages := found.pages | self.originals.keys():
            self.pages = public_in_bulk(linked_pages, hidden)
        shown = frozenset(path for path in paths if not path.startswith(tuple(hidden)))
        if shown:
            self.pages |= shared(("pages at", shown), lambda: _live_at(shown))
        self.pages_by_path = {page.path: page for page in self.pages.values()}
        self._made: dict[Hashable, Any] = {}

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

    def site_and_path(self, page: Page) -> tuple[int | None, str | None, str | None]:
        """The id of the page's site, the site's origin, and the page's path on it."""
        # The tag is needed also where Wagtail finds the sites in the cache.
        with dependencies.narrowed("sites"):
            return self.memoize(
                ("site and path", page.pk),
                lambda: page.get_url_parts(self.site_roots) or (None, None, None),
            )

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


class PageData:
    """The related objects of one page, with URLs on the page's own site."""

    def __init__(self, page: Page, preloaded: Preloaded) -> None:
        self.page = page
        self.preloaded = preloaded
        self.site_id: int | None = preloaded.site_and_path(page)[0]
        self.addresses = preloaded.addresses(page)
        # Gait's own, for files and APIs; ``url_at`` gives the addresses of pages.
        self.origin: str = self.addresses.own_origin
        # In a preview, the place of each block in the admin's form, by its id.
        self.edit_urls: dict[str, str] = {}

    @classmethod
    def of(cls, page: Page) -> Self:
        """The page's data; raises TypeError unless its loader makes data of this class."""
        data = page.page_data
        if not isinstance(data, cls):
            raise TypeError(f"{page} has no {cls.__name__}.")
        return data

    @property
    def is_public(self) -> bool:
        """True if the page is live and not private."""
        return self.page.live and not self.page.path.startswith(
            tuple(self.preloaded.hidden)
        )

    @property
    def publisher(self) -> dict[str, Any] | None:
        """The page's publisher as a schema.org node. Any: as ``core.seo.Node``."""
        return None

    @property
    def ancestors(self) -> list[Page]:
        """The public ancestors, from the site's home page down."""
        above = map(self.preloaded.pages_by_path.get, ancestor_paths(self.page))
        return [page for page in above if page and self.address(page)]

    def parent_within(self, home: Page) -> Page | None:
        """The parent, if it is public and on the site of this home page."""
        above = self.page.path[: -self.page.steplen]
        parent = self.preloaded.pages_by_path.get(above)
        return parent if parent and above.startswith(home.path) else None

    def image(self, value: Any) -> AbstractImage | None:
        """The image with this id; None if it was deleted."""
        return self.preloaded.images.get(as_id(value) or 0)

    def picture(self, value: Any, place: str) -> responsive.PictureData | None:
        """The renditions of the image with this id for a slot of the layout."""
        image = self.image(value)
        return image and self.preloaded.memoize(
            ("picture", image.pk, place, self.origin),
            lambda: responsive.picture(image, place, origin=self.origin),
        )

    def linked_page(self, value: Any) -> Page | None:
        """The page with this id; None if it is not public."""
        return self.preloaded.pages.get(as_id(value) or 0)

    @property
    def original(self) -> Page | None:
        """The first public page in the chain of an alias's originals."""
        return next(
            (
                page
                for key in reversed(self.preloaded.chain_of(self.page))
                if (page := self.linked_page(key))
            ),
            None,
        )

    @property
    def canonical_address(self) -> str | None:
        """The absolute URL of the page or of its original; None if it has none."""
        return self.address(self.original or self.page)

    def address(self, page: Page | None) -> str | None:
        """The page's absolute URL; None if it has none."""
        return self.preloaded.url(page) if page else None

    def url_at(self, path: str) -> str:
        """The full address at which readers find what has this path on the site."""
        return self.addresses.url(path)

    def path(self, page: Page) -> str:
        """The page's path within its site."""
        return self.preloaded.site_and_path(page)[2] or ""

    def file_url(self, url: str) -> str:
        """The full address of a file or an API of the site."""
        return self.origin + url if url.startswith("/") else url

    def within(self, url: str) -> str:
        """The URL as a path if it is on the page's site: valid on any host name."""
        return self.addresses.path(url)

    def html(self, text: Any) -> str:
        """Rich text as HTML; links to targets that are not public become plain text."""
        if not isinstance(text, str):
            return ""
        if "<embed" in text:
            text = FIND_EMBED_TAG.sub("", text)
        if "<a" not in text:
            return text
        return without_empty_links(FIND_A_TAG.sub(self._open_link, text))

    def html_by_path(self, text: Any) -> str:
        """Rich text as HTML, with links within the site as paths, for any host name."""
        html = self.html(text).replace(f'href="{self.origin}/', 'href="/')
        if not self.addresses.is_elsewhere:
            return html
        return HREF.sub(lambda href: f'href="{self.within(href[1])}"', html)

    def _open_link(self, tag: re.Match[str]) -> str:
        href = self._target(extract_attrs(tag[1]))
        return f'<a href="{escape(href)}">' if href else "<a>"

    def _target(self, attributes: dict[str, str]) -> str | None:
        match attributes.get("linktype"):
            case "page":
                return self.address(self.linked_page(attributes.get("id")))
            case "document":
                document = self.preloaded.documents.get(
                    as_id(attributes.get("id")) or 0
                )
                return self.file_url(document.url) if document else None
        href = attributes.get("href", "")
        scheme = href.partition(":")[0].lower()
        if scheme in LINK_SCHEMES or href.startswith("#"):
            return href
        is_path = re.match(r"/(?![/\\])", href)
        return self.addresses.absolute(href) if is_path else None


@CompiledQuery
def _images(keys: Sequence[int]) -> QuerySet:
    return get_image_model().objects.filter(pk__in=keys).order_by()


@CompiledQuery
def _renditions(images: Sequence[int], *, specs: Collection[str]) -> QuerySet:
    renditions = get_image_model().get_rendition_model().objects
    return renditions.filter(image__in=images, filter_spec__in=specs)


def images_with_renditions(keys: Collection[int]) -> dict[int, AbstractImage]:
    """The images with these ids, which have the renditions that pages show.

    As Wagtail's ``prefetch_renditions`` gives them, but read when the first is needed:
    answers share the pictures that are made of them.
    """
    found = {image.pk: image for image in _images(sorted(keys))}
    read = cache(partial(_renditions_by_image, found))
    for image in found.values():
        image.read_renditions = read
    return found


def _renditions_by_image(
    images: dict[int, AbstractImage],
) -> dict[int, list[AbstractRendition]]:
    by_image: dict[int, list[AbstractRendition]] = {key: [] for key in images}
    # Whoever needs them has the tags of the images.
    with dependencies.narrowed():
        found = _renditions(sorted(images), specs=responsive.specs())
    for rendition in found:
        rendition.image = images[rendition.image_id]
        by_image[rendition.image_id].append(rendition)
    return by_image


def public_in_bulk(keys: Collection[int], hidden: Sequence[str]) -> dict[int, Page]:
    """The public pages with these ids."""
    with dependencies.narrowed(*(f"page-{key}" for key in keys)):
        found = _live(Page.objects.filter(pk__in=keys))
    hidden = tuple(hidden)
    return {
        key: page for key, page in found.items() if not page.path.startswith(hidden)
    }


def _live_at(paths: Collection[str]) -> dict[int, Page]:
    with dependencies.narrowed():
        return _live(Page.objects.filter(path__in=paths))


def _live(pages: QuerySet[Page]) -> dict[int, Page]:
    # Others are read, too, as the answer changes with them.
    found = pages.only(
        "content_type", "depth", "live", "path", "slug", "title", "url_path"
    ).in_bulk()
    return {key: page for key, page in found.items() if page.live}


def ancestor_paths(page: Page) -> list[str]:
    """The tree paths of the page's ancestors, without the tree's root."""
    step = page.steplen
    return [page.path[:end] for end in range(2 * step, len(page.path), step)]


def hidden_paths() -> list[str]:
    """The tree paths of pages with view restrictions; their descendants are hidden too.

    Includes aliases: an alias has the restrictions of its original.
    """
    return shared("hidden paths", _hidden_paths)


def _hidden_paths() -> list[str]:
    with dependencies.narrowed("restrictions"):
        # No join: without a restriction SQLite would read all pages to join them.
        restricted = PageViewRestriction.objects.values("page_id")
        paths = dict(Page.objects.filter(pk__in=restricted).values_list("pk", "path"))
        return [*paths.values(), *paths_of_aliases(paths)]


def under(paths: Sequence[str], prefix: str = "") -> Q:
    """Condition for pages at or below these paths; ``prefix``: lookup of the page."""
    return Q(**{f"{prefix}path__under": paths})


def load(
    pages: Sequence[Page],
    *,
    data_class: type[PageData] = PageData,
    also: References | None = None,
    hidden: Sequence[str] | None = None,
) -> Preloaded:
    """Sets the ``page_data`` of each page, in a constant number of queries.

    ``also``: further references to load. ``hidden``: the result of ``hidden_paths()``,
    if the caller has it.
    """
    found = also or References()
    for page in pages:
        found.add(page)
    preloaded = Preloaded(found, pages, hidden_paths() if hidden is None else hidden)
    for page in pages:
        page.page_data = data_class(page, preloaded)
    return preloaded


class Loader(Protocol):
    """Function that sets the ``page_data`` of pages of one type."""

    def __call__(
        self, pages: Sequence[Any], /, *, hidden: Sequence[str] | None = None
    ) -> object: ...


Loading = TypeVar("Loading", bound=Loader)

_loaders: dict[type[Page], Loader] = {}


def loader(model: type[Page]) -> Callable[[Loading], Loading]:
    """Registers the loader of a page type and of its subclasses.

    Models do not import what is computed from them: the ``ready`` of their app imports
    the module of the loader.
    """

    def register(function: Loading) -> Loading:
        _loaders[model] = function
        return function

    return register


def load_as(
    model: type[Page], pages: Sequence[Page], *, hidden: Sequence[str] | None = None
) -> None:
    """Loads pages of a type with its registered loader, else with ``load``."""
    registered = (_loaders[base] for base in model.__mro__ if base in _loaders)
    next(registered, load)(pages, hidden=hidden)


@singledispatch
def data_of(instance: Model) -> PageData:
    """The data of an object that is no page, such as site settings; see ``loader``."""
    raise NotImplementedError(f"Register data_of for {instance._meta.label}.")
