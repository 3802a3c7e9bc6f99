"""Blocks that say the shape of their API data, and make it of their stored JSON.

The JSON may have gaps or be older than the code, and what it points at is loaded for
all pages at once: so the data come from the JSON and ``PageData``, not from the values
of the blocks, which refuse some content and query the database for each reference.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, reduce, singledispatch
from operator import or_
from typing import Annotated, Any, ClassVar, Literal, NotRequired

from pydantic import Field as Discriminated
from typing_extensions import TypeAliasType, TypedDict
from wagtail.blocks import (
    Block,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.images.blocks import ImageChooserBlock

from core.page_data import PageData
from core.rich_text import lines_of
from core.stream_json import items, mapping, stream_items, text

# Added in previews alone, so that a click on the front end leads into the field.
EditUrl = Annotated[
    str, Discriminated(description="In previews only: the place in the admin's form.")
]


class Editable(TypedDict):
    """Base of the shapes that lead to their place in the form."""

    edit_url: NotRequired[EditUrl]


class ContentBlock(StructBlock):
    """Struct block with API data of the shape ``Meta.shape``, a TypedDict.

    By default the data have the value of each field, under its name. In a list they
    also have the item's id if the shape has an ``id``.
    """

    # Child blocks that the data show under another name.
    names_in_api: ClassVar[dict[str, str]] = {}
    # Child blocks that the data do not show, and that writing takes nevertheless.
    only_written: ClassVar[tuple[str, ...]] = ()

    class Meta:
        shape: type

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> Any:
        """API data of the stored value; None leaves the block out of its list."""
        return {
            name: read(child, stored.get(name), data)
            for name, child, read in self._fields_in_api
        }

    @cached_property
    def _fields_in_api(self) -> list[tuple[str, Block, Callable[..., Any]]]:
        """The child blocks by their names, each with what ``api_data`` calls for it."""
        return [
            (name, child, api_data.dispatch(type(child)))
            for name, child in self.child_blocks.items()
        ]

    def get_heading(self, stored: dict[str, Any]) -> str:
        """The heading of the stored value; empty if it has none."""
        return text(stored.get("heading"))

    # Any: Wagtail's values of blocks.
    def get_searchable_content(self, value: Any) -> list[str]:
        """The text, with paragraphs and list items on lines, which Wagtail would join."""
        return [
            line
            for name, child in self.child_blocks.items()
            for line in _searchable(child, value.get(name))
        ]


# Any: Wagtail's values of blocks.
def _searchable(block: Block, value: Any) -> list[str]:
    if isinstance(block, RichTextBlock):
        return [lines_of(value.source)] if value else []
    return block.get_searchable_content(block.get_default() if value is None else value)


# Any, here and below: the shape of the data differs from block to block.
@singledispatch
def api_data(block: Block, stored: Any, data: PageData) -> Any:
    """API data of a block's stored value, which may be anything."""
    raise NotImplementedError(f"Register api_data for {type(block).__name__}.")


@api_data.register
def _(block: ContentBlock, stored: Any, data: PageData) -> Any:
    return block.get_api_data(mapping(stored), data)


@api_data.register
def _(block: ListBlock, stored: Any, data: PageData) -> list[Any]:
    return list_data(block.child_block, items(stored), data)


@api_data.register(CharBlock)
@api_data.register(TextBlock)
def _(block: Block, stored: Any, data: PageData) -> str:
    return text(stored)


@api_data.register
def _(block: ChoiceBlock, stored: Any, data: PageData) -> str:
    """The default in place of a choice that is missing or no longer offered."""
    known = isinstance(stored, str) and block.field.valid_value(stored)
    return stored if known else text(block.get_default())


@api_data.register
def _(block: URLBlock, stored: Any, data: PageData) -> str | None:
    return text(stored) or None


@api_data.register
def _(block: IntegerBlock, stored: Any, data: PageData) -> int | None:
    return stored if isinstance(stored, int) else None


@api_data.register
def _(block: RichTextBlock, stored: Any, data: PageData) -> str:
    return data.html(stored)


@api_data.register
def _(block: ImageChooserBlock, stored: Any, data: PageData) -> Any:
    return data.picture(stored, "figure")


def list_data(
    block: Block, stored: Iterable[tuple[str, Any]], data: PageData
) -> list[Any]:
    """API data of the items of a list, given their ids and stored values."""
    made = ((key, api_data(block, value, data)) for key, value in stored)
    return [
        _editable(_item(block, key, value), key, data)
        for key, value in made
        if value is not None
    ]


def _editable(shown: dict[str, Any], key: str, data: PageData) -> dict[str, Any]:
    """The shown data of a block, in a preview with its place in the form."""
    url = data.edit_urls.get(key)
    return {**shown, "edit_url": url} if url else shown


def _item(block: Block, key: str, value: Any) -> dict[str, Any]:
    if not isinstance(block, ContentBlock):
        return {"id": key, "text": value}
    has_id = "id" in block.meta.shape.__annotations__
    return {"id": key, **value} if has_id else value


def stream_data(stream: StreamValue, data: PageData) -> list[Any]:
    """API data of a stream, in the shape of ``stream_shape``.

    Blocks of types that no longer exist are left out.
    """
    blocks = stream.stream_block.child_blocks
    return [
        _editable(
            {"id": key, "type": kind, "value": api_data(blocks[kind], stored, data)},
            key,
            data,
        )
        for key, kind, stored in stream_items(stream)
        if kind in blocks
    ]


def data_of(kind: type[Block], stream: StreamValue, data: PageData) -> list[Any]:
    """API data of the stream's blocks of this class."""
    blocks = stream.stream_block.child_blocks
    return [
        api_data(blocks[name], stored, data)
        for _, name, stored in stream_items(stream)
        if isinstance(blocks.get(name), kind)
    ]


def headings(stream: StreamValue) -> list[tuple[str, str]]:
    """Id and heading of each block that has one; no reference is loaded."""
    blocks = stream.stream_block.child_blocks
    found = [
        (
            text(child.get("id")),
            blocks[child["type"]].get_heading(mapping(child.get("value"))),
        )
        for child in stream.raw_data
        if child["type"] in blocks
    ]
    return [(key, heading) for key, heading in found if heading]


def stream_list_data(stream: StreamValue, data: PageData) -> list[Any]:
    """API data of a stream of one block type: a list of its items."""
    [block] = stream.stream_block.child_blocks.values()
    stored = ((key, value) for key, _, value in stream_items(stream))
    return list_data(block, stored, data)


def part_data(stream: StreamValue, data: PageData) -> Any:
    """API data of a stream of one block at most; None if it is empty."""
    for child in stream_data(stream, data):
        return _editable(child["value"], child["id"], data)
    return None


def stream_shape(name: str, block: type[StreamBlock]) -> TypeAliasType:
    """Union of the shapes of a stream's blocks, discriminated by ``type``.

    It is a named alias, because v3 strips the metadata of ``Annotated`` from
    annotations, but not inside an alias.
    """
    shapes = [
        # mypy knows TypedDicts with literal names and keys only.
        TypedDict(  # type: ignore[operator]
            f"{kind.title().replace('_', '')}{name}Data",
            {
                "id": str,
                "type": Literal[kind],
                "value": child.meta.shape,
                "edit_url": NotRequired[EditUrl],
            },
        )
        for kind, child in block.base_blocks.items()
    ]
    return TypeAliasType(
        name, Annotated[reduce(or_, shapes), Discriminated(discriminator="type")]
    )
