"""Shapes that several apps show in the API, each a Field and a TypedDict.

Both APIs call the same fields, and v3 reads its schema from the annotations. Content
may be a half-finished draft or older than the code: no field raises, and none returns
what its annotation does not say.
"""

from typing import Any

from rest_framework import fields
from typing_extensions import TypedDict
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from core.images.responsive import PictureData
from core.seo import Seo
from core.stream_json import text


class BreadcrumbData(TypedDict):
    title: str
    url: str


class TextField(fields.Field):
    """Plain text, without the limits of its column: old texts may exceed them."""

    def to_representation(self, value: Any) -> str:
        return text(value)


class FlagField(fields.Field):
    def to_representation(self, value: Any) -> bool:
        return bool(value)


class ColourField(fields.Field):
    """``#rrggbb``; None where it is not known."""

    def to_representation(self, value: Any) -> str | None:
        return text(value) or None


class PageField(fields.Field):
    """A part of a page; it is given the page, whose ``page_data`` hold what it needs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)


class RichTextField(PageField):
    """Rich text as finished HTML, its links leading to full addresses."""

    def to_representation(self, page: Page) -> str:
        return page.page_data.html(getattr(page, self.field_name))


class ImageField(PageField):
    """A picture as its place on the page needs it; see ``core.images.responsive.PLACES``."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def to_representation(self, page: Page) -> PictureData | None:
        return page.page_data.picture(
            getattr(page, f"{self.field_name}_id"), self.place
        )


class BreadcrumbsField(PageField):
    """The way from the site's home page to the page, which is not part of it."""

    def to_representation(self, page: Page) -> list[BreadcrumbData]:
        return [
            {"title": ancestor.title, "url": page.page_data.address(ancestor) or ""}
            for ancestor in page.page_data.ancestors
        ]


class SeoField(PageField):
    """What the page tells search engines, sharing services and machines."""

    def to_representation(self, page: Page) -> Seo:
        return page.seo()


class AltTextField(fields.Field):
    """What a screen reader says in the picture's place; empty for a decoration."""

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, image: AbstractImage) -> str:
        return image.default_alt_text
