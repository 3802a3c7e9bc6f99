"""The objects that one page shows: pictures, links, addresses on its own site."""

import re
from typing import Any, Self

from django.utils.html import escape
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text.rewriters import FIND_A_TAG, FIND_EMBED_TAG, extract_attrs

from core.images import responsive
from core.page_data.preloaded import Preloaded
from core.page_data.public_pages import ancestor_paths
from core.references import as_id
from core.rich_text import LINK_SCHEMES, without_empty_links

HREF = re.compile('href="([^"]*)"')


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
