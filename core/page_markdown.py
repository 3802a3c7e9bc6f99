"""Pages as Markdown: the walker over content blocks, and what apps register for it.

The data are those of the APIs, which have no gaps and no links to what is not public.
Modules register functions for page types, blocks and page data; the ``ready`` of their
app imports them.
"""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from wagtail.blocks import (
    Block,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamValue,
    URLBlock,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from core.blocks import LinkBlock, PictureBlock
from core.content_blocks import ContentBlock, stream_data
from core.markdown import (
    bare,
    bullets,
    heading,
    line,
    link,
    paragraphs,
    picture,
    rich_text,
)
from core.page_data import PageData

# Of the headings below the title of the page, and of those below them.
PART, ITEM = 2, 3


@singledispatch
def page_markdown(page: Page, request: HttpRequest) -> list[str]:
    """The content of a page below its title, as blocks of Markdown.

    By default, the texts and the main picture that the APIs show, in their order.
    """
    return [
        part
        for each in page.api_fields
        if (field := _field_called(each.name, page))
        for part in field_markdown(field, page, page.page_data)
    ]


def _field_called(name: str, page: Page) -> models.Field | None:
    fields = (each for each in page._meta.concrete_fields if each.name == name)
    return next(fields, None)


@singledispatch
def field_markdown(field: models.Field, page: Page, data: PageData) -> list[str]:
    """The value of a field of a page; nothing where it is no text."""
    return []


@field_markdown.register(models.CharField)
@field_markdown.register(models.TextField)
def _(field: models.Field, page: Page, data: PageData) -> list[str]:
    return paragraphs(field.value_from_object(page)) if not field.choices else []


@field_markdown.register
def _(field: RichTextField, page: Page, data: PageData) -> list[str]:
    return rich_text(data.html(field.value_from_object(page)), level=PART)


@field_markdown.register
def _(field: StreamField, page: Page, data: PageData) -> list[str]:
    return stream_markdown(field.value_from_object(page), data)


@field_markdown.register
def _(field: models.ForeignKey, page: Page, data: PageData) -> list[str]:
    is_main = field.name == page.main_image_field
    return [picture(data.picture(page.main_image_id, "hero"))] if is_main else []


# Any, here and below: the API data of the block, whose shape differs.
@singledispatch
def block_markdown(block: Block, value: Any, data: PageData) -> list[str]:
    """A block as Markdown, made of its API data; plain text by default."""
    return paragraphs(str(value)) if value not in (None, "") else []


@singledispatch
def closing(data: PageData) -> list[str]:
    """The foot of every page with such data, as blocks of Markdown."""
    return []


def stream_markdown(stream: StreamValue, data: PageData) -> list[str]:
    """The blocks of a stream, one after the other."""
    blocks = stream.stream_block.child_blocks
    return [
        part
        for each in stream_data(stream, data)
        for part in block_markdown(blocks[each["type"]], each["value"], data)
    ]


@block_markdown.register
def _(block: ContentBlock, value: Any, data: PageData) -> list[str]:
    """The heading, then each field in the order of the editor's form."""
    title = heading(value.get("heading") or "", PART)
    fields = fields_markdown(block, value, data, but=("heading",))
    return [title, *fields] if title else fields


def fields_markdown(
    block: ContentBlock, value: Any, data: PageData, *, but: Iterable[str] = ()
) -> list[str]:
    """The fields of a block in order, without those in ``but``."""
    return [
        part
        for name, child in block.child_blocks.items()
        if name not in but
        for part in block_markdown(child, value.get(name), data)
    ]


@block_markdown.register
def _(block: RichTextBlock, value: Any, data: PageData) -> list[str]:
    return rich_text(value, level=ITEM)


@block_markdown.register
def _(block: URLBlock, value: Any, data: PageData) -> list[str]:
    return [bare(value)]


@block_markdown.register
def _(block: ImageChooserBlock, value: Any, data: PageData) -> list[str]:
    return [picture(value)]


@block_markdown.register
def _(block: IntegerBlock, value: Any, data: PageData) -> list[str]:
    return [] if value is None else [str(value)]


@block_markdown.register
def _(block: ListBlock, value: Any, data: PageData) -> list[str]:
    """Texts as a list; blocks below a heading of their first field each."""
    child = block.child_block
    if not isinstance(child, ContentBlock):
        return [bullets(line(each["text"]) for each in value)]
    if isinstance(child, LinkBlock):
        return [bullets(link(each["label"], each["url"]) for each in value)]
    return [part for each in value for part in _item(child, each, data)]


def _item(block: ContentBlock, value: Any, data: PageData) -> list[str]:
    first = next(iter(block.child_blocks))
    title = heading(str(value.get(first) or ""), ITEM)
    return [title, *fields_markdown(block, value, data, but=(first,))]


@block_markdown.register
def _(block: LinkBlock, value: Any, data: PageData) -> list[str]:
    return [link(value["label"], value["url"])] if value else []


@block_markdown.register
def _(block: PictureBlock, value: Any, data: PageData) -> list[str]:
    return [picture(value["image"]), line(value["caption"])]


# Any: a date or a datetime.
def day(value: Any) -> str:
    """A date as text: “1 October 2026”."""
    return date_format(value, "j F Y")
