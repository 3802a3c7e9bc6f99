"""Reading content as it is stored: JSON that may have gaps or be older than the code.

Blocks that turn stored JSON into values refuse some of it, and ask the database for
what it points at; these readers do neither.
"""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue


def text(value: Any) -> str:
    """Stored text; ``value`` comes from JSON, so it may be anything."""
    return value if isinstance(value, str) else ""


def mapping(value: Any) -> dict[str, Any]:
    """The stored value of a struct block, with whatever keys it has."""
    return value if isinstance(value, dict) else {}


def part(stream: StreamValue) -> dict[str, Any] | None:
    """The stored value of a part that stands at most once; None where it is absent."""
    return mapping(stream.raw_data[0].get("value")) if stream else None


def items(stored: Any) -> Iterator[tuple[str, Any]]:
    """Id and value of each item of a stored list or stream.

    Ids are stable across edits, so front ends may use them as keys. Lists stored by
    Wagtail up to 2.16 have none: there the position stands in.
    """
    for position, item in enumerate(stored if isinstance(stored, list) else []):
        if isinstance(item, dict) and "value" in item:
            yield text(item.get("id")) or str(position), item["value"]
        else:
            yield str(position), item


def stream_items(stream: StreamValue) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Id, type and stored value of each block of a stream of struct blocks."""
    for child, (key, value) in zip(
        stream.raw_data, items(list(stream.raw_data)), strict=True
    ):
        yield key, child["type"], mapping(value)
