"""Readers of stored StreamField JSON, which may be incomplete or outdated.

Blocks refuse some stored JSON, and query the database for referenced objects; these
readers do neither.
"""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue


def text(value: Any) -> str:
    """The stored text, else an empty string; ``value`` is JSON of any type."""
    return value if isinstance(value, str) else ""


def mapping(value: Any) -> dict[str, Any]:
    """The stored value of a struct block, else an empty dict."""
    return value if isinstance(value, dict) else {}


def part(stream: StreamValue) -> dict[str, Any] | None:
    """The stored value of a stream with at most one block; None if it is empty."""
    return mapping(stream.raw_data[0].get("value")) if stream else None


def items(stored: Any) -> Iterator[tuple[str, Any]]:
    """Id and value of each item of a stored list or stream.

    Ids are stable across edits, so front ends may use them as keys. Lists stored by
    Wagtail up to 2.16 have no ids; their position is used instead.
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
