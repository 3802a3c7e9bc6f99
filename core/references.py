"""Ids of pictures, pages, documents and videos that stored content refers to."""

import re
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.db.models import Model
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
        for model_field in instance._meta.concrete_fields:
            value = getattr(instance, model_field.attname)
            if isinstance(model_field, StreamField):
                _collect(model_field.stream_block, list(value.raw_data), self)
            elif isinstance(model_field, RichTextField):
                self.add_text(value)
            elif value and model_field.related_model is get_image_model():
                self.images.add(value)

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
    if isinstance(value, int) and 0 < value <= LARGEST_ID:
        return value
    return None


@singledispatch
def _collect(block: Block, raw: Any, found: References) -> None:
    """Adds the references of a block's stored value; by default a block has none."""


@_collect.register
def _(block: BaseStreamBlock, raw: Any, found: References) -> None:
    for child in raw or ():
        if child["type"] in block.child_blocks:
            _collect(block.child_blocks[child["type"]], child.get("value"), found)


@_collect.register
def _(block: BaseStructBlock, raw: Any, found: References) -> None:
    if isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            _collect(child, raw.get(name), found)


@_collect.register
def _(block: ListBlock, raw: Any, found: References) -> None:
    for item in raw or ():
        # Lists were stored without ids up to Wagtail 2.16.
        _collect(
            block.child_block,
            item["value"] if isinstance(item, dict) and "value" in item else item,
            found,
        )


@_collect.register
def _(block: ImageChooserBlock, raw: Any, found: References) -> None:
    found.images.update(filter(None, [as_id(raw)]))


@_collect.register
def _(block: PageChooserBlock, raw: Any, found: References) -> None:
    found.pages.update(filter(None, [as_id(raw)]))


@_collect.register
def _(block: RichTextBlock, raw: Any, found: References) -> None:
    found.add_text(raw)


@_collect.register
def _(block: EmbedBlock, raw: Any, found: References) -> None:
    if raw and isinstance(raw, str):
        found.embeds.add(embed_hash(block, raw))


def embed_hash(block: EmbedBlock, url: str) -> str:
    return get_embed_hash(
        url,
        getattr(block.meta, "max_width", None),
        getattr(block.meta, "max_height", None),
    )
