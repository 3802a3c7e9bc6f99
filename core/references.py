"""Ids of pictures, pages, documents and videos that stored content refers to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, singledispatch
from typing import Any

from django.db.models import Field, Model
from wagtail.blocks import Block, ListBlock, PageChooserBlock, RichTextBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

# Databases raise an error for larger numbers.
LARGEST_ID = 2**63 - 1


@dataclass
class References:
    """Ids of referenced images, pages and documents, and hashes of embedded media."""

    images: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    embeds: set[str] = field(default_factory=set)

    def add(self, instance: Model) -> None:
        """Adds all references in the instance's fields."""
        for attribute, read in _readers_of(type(instance)):
            read(getattr(instance, attribute), self)

    def add_text(self, text: Any) -> None:
        """Adds the links of a rich text; ``text`` is stored JSON, so of any type."""
        if not isinstance(text, str):
            return
        for tag in FIND_A_TAG.finditer(text):
            attributes = extract_attrs(tag[1])
            target = as_id(attributes.get("id"))
            if target and attributes.get("linktype") == "page":
                self.pages.add(target)
            elif target and attributes.get("linktype") == "document":
                self.documents.add(target)


def as_id(value: Any) -> int | None:
    """The stored value as a primary key; None if it cannot be one."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value):
        value = int(value)
    # A truth value is an int, too.
    if type(value) is int and 0 < value <= LARGEST_ID:
        return value
    return None


# Adds the references of a stored value. Any: JSON, or a value of a StreamField.
Read = Callable[[Any, References], None]


@cache
def _readers_of(model: type[Model]) -> list[tuple[str, Read]]:
    """Names of the model's attributes that can refer to something, and their readers."""
    return [
        (field.attname, read)
        for field in model._meta.concrete_fields
        if (read := _reader_of_field(field))
    ]


def _reader_of_field(field: Field) -> Read | None:
    if isinstance(field, StreamField):
        read_blocks = _reader(field.stream_block)
        return read_blocks and (
            lambda value, found: read_blocks(list(value.raw_data), found)
        )
    if isinstance(field, RichTextField):
        return _read_text
    if field.related_model is get_image_model():
        return _read_image
    return None


def _read_text(value: Any, found: References) -> None:
    found.add_text(value)


def _read_image(value: Any, found: References) -> None:
    found.images.update(filter(None, [as_id(value)]))


def _read_page(value: Any, found: References) -> None:
    found.pages.update(filter(None, [as_id(value)]))


@singledispatch
def _reader(block: Block) -> Read | None:
    """Reader of a block's stored values; None, as by default, if they never refer."""
    return None


@_reader.register
def _(block: BaseStreamBlock) -> Read | None:
    readers = _readers_in(block)

    def read(raw: Any, found: References) -> None:
        for child in raw or ():
            if child["type"] in readers:
                readers[child["type"]](child.get("value"), found)

    return read if readers else None


@_reader.register
def _(block: BaseStructBlock) -> Read | None:
    readers = _readers_in(block)

    def read(raw: Any, found: References) -> None:
        if isinstance(raw, dict):
            for name, read_child in readers.items():
                read_child(raw.get(name), found)

    return read if readers else None


def _readers_in(block: BaseStreamBlock | BaseStructBlock) -> dict[str, Read]:
    children = block.child_blocks.items()
    return {name: read for name, child in children if (read := _reader(child))}


@_reader.register
def _(block: ListBlock) -> Read | None:
    read_item = _reader(block.child_block)
    if read_item is None:
        return None

    def read(raw: Any, found: References) -> None:
        for item in raw or ():
            # Lists were stored without ids up to Wagtail 2.16.
            has_id = isinstance(item, dict) and "value" in item
            read_item(item["value"] if has_id else item, found)

    return read


@_reader.register
def _(block: ImageChooserBlock) -> Read:
    return _read_image


@_reader.register
def _(block: PageChooserBlock) -> Read:
    return _read_page


@_reader.register
def _(block: RichTextBlock) -> Read:
    return _read_text


@_reader.register
def _(block: EmbedBlock) -> Read:
    def read(raw: Any, found: References) -> None:
        if raw and isinstance(raw, str):
            found.embeds.add(embed_hash(block, raw))

    return read


def embed_hash(block: EmbedBlock, url: str) -> str:
    return get_embed_hash(
        url,
        getattr(block.meta, "max_width", None),
        getattr(block.meta, "max_height", None),
    )
