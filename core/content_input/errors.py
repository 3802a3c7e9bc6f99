"""Errors within blocks, with their paths in the shape that was sent."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    Block,
    ListBlock,
    StreamBlock,
    StreamBlockValidationError,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlockValidationError

from core.content_blocks import ContentBlock
from core.content_input.conversion import Path
from core.content_input.shapes import has_ids, is_part


def block_errors(
    block: Block, error: ValidationError, path: Path
) -> Iterator[tuple[Path, str, str]]:
    """Yields path, message and code of each error within a block's value."""
    for each in getattr(error, "non_block_errors", ()):
        yield from _leaf(each, path)
    inner = getattr(error, "block_errors", None)
    if isinstance(error, TypedTableBlockValidationError):
        for row, cells in error.cell_errors.items():
            for column, each in cells.items():
                yield from _leaf(each, (*path, row, column))
    elif inner is None:
        yield from _leaf(error, path)
    else:
        for key, each in inner.items():
            child, below = _child(block, key)
            yield from block_errors(child, each, (*path, *below))


def _leaf(error: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    # Any: Django's lists of errors hold texts, too.
    if not isinstance(error, ValidationError):
        yield path, str(error), "invalid"
        return
    for each in error.error_list:
        yield path, " ".join(each.messages), each.code or "invalid"


def _child(block: Block, key: Any) -> tuple[Block, Path]:
    """The child block with an error, and its path in the API, by Wagtail's key."""
    if isinstance(block, StructBlock):
        shown = getattr(block, "names_in_api", {}).get(key, key)
        return block.child_blocks[key], (shown,)
    if isinstance(block, ListBlock):
        return block.child_block, _item_path(block.child_block, key)
    raise TypeError(f"{type(block).__name__} has no errors of children.")


def _item_path(block: Block, position: int) -> Path:
    has_text = has_ids(block) and not isinstance(block, ContentBlock)
    return (position, "text") if has_text else (position,)


# Any: the stored JSON.
def stream_errors(
    stream: StreamBlock, stored: list[Any], error: ValidationError, path: Path
) -> Iterator[tuple[Path, str, str]]:
    """The same for a StreamField; ``stored`` is the JSON that was validated."""
    if not isinstance(error, StreamBlockValidationError):
        yield from _leaf(error, path)
        return
    for each in error.non_block_errors:
        yield from _leaf(each, path)
    for position, each in error.block_errors.items():
        block = stream.child_blocks[stored[position]["type"]]
        below = (*path, *_position(stream, position))
        yield from block_errors(block, each, below)


def _position(stream: StreamBlock, position: int) -> Path:
    if is_part(stream):
        return ()
    return (position,) if len(stream.child_blocks) == 1 else (position, "value")
