"""Generic StreamField blocks: prose, picture, link."""

import re
from typing import Any, Literal
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from typing_extensions import TypedDict
from wagtail.blocks import (
    CharBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlockValidationError,
    StructValue,
)
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from core import rich_text
from core.content_blocks import ContentBlock
from core.images.responsive import PictureData
from core.page_data import PageData
from core.stream_json import text

# Phone numbers as people write them, also short ones such as 911.
PHONE = re.compile(r"[+(]?[0-9][0-9 ().-]{1,30}[0-9](?:;ext=[0-9]{1,8})?")
# A URL without its scheme: www.example.org/walking
BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?")


def validate_link(value: str) -> None:
    """Accepts http(s), ``mailto:`` and ``tel:`` URLs; refuses scripts."""
    scheme, _, rest = value.partition(":")
    scheme = scheme.lower()
    if scheme == "tel":
        if not PHONE.fullmatch(rest.strip()):
            raise ValidationError("Enter a phone number after tel: and nothing else.")
    elif scheme == "mailto":
        try:
            validate_email(unquote(rest.partition("?")[0]).strip())
        except ValidationError:
            raise ValidationError("Enter an e-mail address after mailto:.") from None
    else:
        _validate_web_address(value)


def _validate_web_address(value: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ValidationError(
            "Enter a full address that begins with https://, mailto: or tel:."
        ) from None


class ProseBlock(RichTextBlock):
    """Paragraphs, lists, links and sub-headings."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": rich_text.PROSE, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = "Text"


class FigureData(TypedDict):
    image: PictureData | None
    caption: str


class PictureBlock(ContentBlock):
    """Image with a caption; the alternative text is the image's description."""

    image = ImageChooserBlock()
    caption = CharBlock(required=False, max_length=255)

    class Meta:
        icon = "image"
        label = "Picture"
        template = "core/blocks/picture.html"
        shape = FigureData
        description = (
            "A photo or a drawing, with a caption and the credit of its maker."
        )
        preview_value = {"caption": "A walking stick takes weight off a sore hip."}
        # The library's pictures are not for every editor, so it draws one of its own.
        preview_template = "core/blocks/picture_preview.html"


class LinkValue(StructValue):
    @property
    def href(self) -> str:
        """The link's URL; empty for an unpublished page or an incomplete link."""
        page = self.get("page")
        if page:
            return (page.live and page.url) or ""
        return self.get("url") or ""


class LinkData(TypedDict):
    """``kind``: to the clinic's contact page, another page of this site, or outside."""

    label: str
    url: str
    kind: Literal["contact", "page", "external"]


class LinkBlock(ContentBlock):
    """Link with a label and one target: a page or a URL."""

    label = CharBlock(max_length=80)
    page = PageChooserBlock(required=False)
    url = CharBlock(
        required=False,
        max_length=2000,
        label="Address",
        help_text="For a place outside this site: https://…, mailto:… or tel:…",
        validators=[validate_link],
    )

    only_written = ("page",)

    class Meta:
        icon = "link"
        label = "Link"
        value_class = LinkValue
        shape = LinkData
        description = "A label that leads to a page of this site or to an address."
        preview_value = {"label": "Book a visit", "url": "https://www.example.org/"}
        preview_template = "core/blocks/link_preview.html"

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> LinkData | None:
        """None if the page is gone, not public, or not chosen yet."""
        page = data.linked_page(stored.get("page"))
        url = data.address(page) or text(stored.get("url"))
        if not url:
            return None
        return {
            "label": text(stored.get("label")),
            "url": url,
            "kind": _link_kind(page) if page else "external",
        }

    def clean(self, value: StructValue) -> StructValue:
        if BARE_ADDRESS.fullmatch(value.get("url") or ""):
            value["url"] = f"https://{value['url']}"
        value = super().clean(value)
        targets = [name for name in ("page", "url") if value.get(name)]
        if len(targets) > 1 or not (targets or self.is_deferred_validation):
            problem = ValidationError(
                "Choose a page or type an address, one of the two."
            )
            raise StructBlockValidationError(
                block_errors={"page": problem, "url": problem}
            )
        return value


def _link_kind(page: Page) -> Literal["contact", "page"]:
    return getattr(page.specific_class, "link_kind", "page")
