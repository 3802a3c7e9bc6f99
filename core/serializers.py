"""Serializer fields and types that several apps use in the API.

Both APIs use the same fields, and v3 reads its schema from the annotations. Content may
be an incomplete draft or older than the code: no field raises, and each returns the
annotated type.
"""

from datetime import datetime
from typing import Any

from rest_framework import fields
from typing_extensions import TypedDict
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from core.images.responsive import PictureData
from core.rich_text import Html
from core.seo import Seo
from core.stream_json import text


class BreadcrumbData(TypedDict):
    title: str
    url: str


class TextField(fields.Field):
    """Plain text without the column's length limit, which old texts may exceed."""

    def to_representation(self, value: Any) -> str:
        return text(value)


class FlagField(fields.Field):
    def to_representation(self, value: Any) -> bool:
        return bool(value)


class ColourField(fields.Field):
    """A colour as ``#rrggbb``; None if it is unknown."""

    def to_representation(self, value: Any) -> str | None:
        return text(value) or None


class PageField(fields.Field):
    """Base of fields that read a page's ``page_data``; they get the page itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)


class RichTextField(PageField):
    """Rich text as HTML with absolute URLs."""

    def to_representation(self, page: Page) -> Html:
        return page.page_data.html(getattr(page, self.field_name))


class ImageField(PageField):
    """An image's renditions for a slot (``core.images.responsive.SLOTS``)."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def to_representation(self, page: Page) -> PictureData | None:
        return page.page_data.picture(
            getattr(page, f"{self.field_name}_id"), self.place
        )


class BreadcrumbsField(PageField):
    """The breadcrumbs from the site's home page to the page's parent."""

    def to_representation(self, page: Page) -> list[BreadcrumbData]:
        return [
            {"title": ancestor.title, "url": page.page_data.address(ancestor) or ""}
            for ancestor in page.page_data.ancestors
        ]


class PublishedAtField(PageField):
    """The time of the page's first publication; None if it has none."""

    def to_representation(self, page: Page) -> datetime | None:
        return page.first_published_at


class UpdatedAtField(PageField):
    """The time of the last change of what the public sees of the page.

    None while it is not published.
    """

    def to_representation(self, page: Page) -> datetime | None:
        return page.updated_at if page.live else None


class SeoField(PageField):
    """The page's SEO metadata."""

    def to_representation(self, page: Page) -> Seo:
        return page.seo()


class AltTextField(fields.Field):
    """The alternative text of an image; empty for a decorative one."""

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, image: AbstractImage) -> str:
        return image.default_alt_text
