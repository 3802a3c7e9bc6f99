"""Annotations of what writing takes for each block, for schemas and OpenAPI."""

from collections.abc import Callable
from functools import cache, reduce, singledispatch
from operator import or_
from typing import Annotated, Any, Literal, NotRequired, TypeAlias

from pydantic import ConfigDict, Discriminator, Field, Tag
from typing_extensions import TypedDict
from wagtail.blocks import (
    Block,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    TextBlock,
    URLBlock,
)
from wagtail.images.blocks import ImageChooserBlock

from core.content_blocks import ContentBlock
from core.references import LARGEST_ID
from core.rich_text_input import RichTextInput

NOT_A_SECTION = "“type” says what it is: "

Key = Annotated[int, Field(ge=1, le=LARGEST_ID)]
ItemId = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]


class IdInput(TypedDict):
    """A picture, page, person or topic, by its id; what else reading shows is ignored."""

    id: Key


# Otherwise it would forbid them, as the body around it does.
IdInput.__pydantic_config__ = ConfigDict(extra="ignore")  # type: ignore[attr-defined]


def _is_object(value: Any) -> str:
    return " object" if isinstance(value, dict) else " id"


Reference: TypeAlias = Annotated[
    Annotated[Key, Tag(" id")] | Annotated[IdInput, Tag(" object")],
    Discriminator(_is_object),
]


# Any, here and below: annotations, made of the blocks at run time.
@singledispatch
def input_shape(block: Block) -> Any:
    """The annotation of what writing takes for a block."""
    raise NotImplementedError(f"Register input_shape for {type(block).__name__}.")


@input_shape.register(CharBlock)
@input_shape.register(TextBlock)
def _(block: Block) -> Any:
    return str


@input_shape.register
def _(block: URLBlock) -> Any:
    return str | None


@input_shape.register
def _(block: IntegerBlock) -> Any:
    return Annotated[int, Field(strict=True)] | None


@input_shape.register
def _(block: ChoiceBlock) -> Any:
    choices = tuple(value for value, _ in block.field.choices if value)
    return Literal[choices]


@input_shape.register
def _(block: RichTextBlock) -> Any:
    return RichTextInput


@input_shape.register(ImageChooserBlock)
@input_shape.register(PageChooserBlock)
def _(block: Block) -> Any:
    return Reference | None


@input_shape.register
def _(block: ListBlock) -> Any:
    return list[_item_shape(block.child_block)]  # type: ignore[misc]


@input_shape.register
def _(block: ContentBlock) -> Any:
    return _typed_dict(
        f"{_name(block)}Input", tuple(_fields(block, has_id=False).items())
    )


def _item_shape(block: Block) -> Any:
    if isinstance(block, PageChooserBlock):
        return Reference
    if not isinstance(block, ContentBlock):
        fields = {"id": NotRequired[ItemId], "text": input_shape(block)}
        return _typed_dict("TextItemInput", tuple(fields.items()))
    fields = _fields(block, has_id="id" in block.meta.shape.__annotations__)
    return _typed_dict(f"{_name(block)}Input", tuple(fields.items()))


def _name(block: ContentBlock) -> str:
    return block.meta.shape.__name__.removesuffix("Data")


def _fields(block: ContentBlock, *, has_id: bool) -> dict[str, Any]:
    """The members that reading shows, and those that only writing takes.

    What is shown but belongs to no child block is accepted, and ignored.
    """
    children = {
        block.names_in_api.get(name, name): child
        for name, child in block.child_blocks.items()
    }
    shown = {
        name: input_shape(children[name]) if name in children else annotation
        for name, annotation in block.meta.shape.__annotations__.items()
        if name not in {"id", "edit_url"}
    }
    more = {name: input_shape(children[name]) for name in block.only_written}
    fields = {name: NotRequired[shape] for name, shape in (shown | more).items()}
    return {"id": NotRequired[ItemId], **fields} if has_id else fields


@cache
def _typed_dict(name: str, fields: tuple[tuple[str, Any], ...]) -> Any:
    """A TypedDict that refuses other members; one for blocks of the same shape."""
    members = dict(fields)
    # mypy knows TypedDicts with literal names and keys only.
    shape = TypedDict(name, members)  # type: ignore[misc]
    shape.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    return shape


def stream_input_shape(stream: StreamBlock) -> Any:
    """The annotation of what writing takes for a StreamField."""
    children = list(stream.child_blocks.items())
    if is_part(stream):
        part: Any = input_shape(children[0][1])
        return part | None
    if len(children) == 1:
        return list[_item_shape(children[0][1])]  # type: ignore[misc]
    shapes = [_section_shape(kind, child) for kind, child in children]
    section: Any = Annotated[
        reduce(or_, shapes),
        Discriminator(
            _section_tag(frozenset(stream.child_blocks)),
            custom_error_type="section_type",
            custom_error_message=NOT_A_SECTION + ", ".join(stream.child_blocks),
        ),
    ]
    return list[section]


def _section_shape(kind: str, child: Block) -> Any:
    fields = {
        "id": NotRequired[ItemId],
        "type": Literal[kind],
        "value": input_shape(child),
    }
    name = f"{kind.title().replace('_', '')}SectionInput"
    return Annotated[_typed_dict(name, tuple(fields.items())), Tag(f" {kind}")]


def _section_tag(kinds: frozenset[str]) -> Callable[[Any], str | None]:
    def tag(value: Any) -> str | None:
        kind = value.get("type") if isinstance(value, dict) else None
        return f" {kind}" if isinstance(kind, str) and kind in kinds else None

    return tag


def is_part(stream: StreamBlock) -> bool:
    """True if the API shows the stream as one object or null."""
    return len(stream.child_blocks) == 1 and stream.meta.max_num == 1


def has_ids(block: Block) -> bool:
    """True if the API shows the items of a list of this block with their ids."""
    if isinstance(block, ContentBlock):
        return "id" in block.meta.shape.__annotations__
    return not isinstance(block, PageChooserBlock)
