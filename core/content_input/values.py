"""Conversion of blocks that were sent to their stored JSON."""

from functools import singledispatch
from itertools import compress, count
from typing import Any
from uuid import uuid4

from wagtail.blocks import (
    Block,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    URLBlock,
)
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from core.blocks import LinkBlock
from core.content_blocks import ContentBlock
from core.content_input.conversion import ABSENT, Conversion, Path, Sent, key_of
from core.content_input.shapes import has_ids, is_part
from core.stream_json import items, mapping

REPEATED_ID = "Another one of this list has the same id."


def stored_stream(
    stream: StreamBlock, sent: Sent, into: Conversion
) -> list[dict[str, Any]]:
    """The stored JSON of a stream; ``sent.stored`` is its StreamValue, if any."""
    [kind, child], *others = stream.child_blocks.items()
    stored = [] if sent.stored is ABSENT else _raw_children(sent.stored)
    if is_part(stream):
        return _stored_part(kind, child, sent._replace(stored=stored), into)
    if not others:
        made = _stored_items(child, sent._replace(stored=stored), into)
        return [{**item, "type": kind} for item in made]
    return _stored_sections(stream, sent._replace(stored=stored), into)


def _raw_children(value: StreamValue) -> list[dict[str, Any]]:
    return [dict(child) for child in value.raw_data]


def _stored_part(
    kind: str, child: Block, sent: Sent, into: Conversion
) -> list[dict[str, Any]]:
    if sent.value is None:
        return []
    [(key, stored), *_] = [*items(sent.stored), (str(uuid4()), ABSENT)]
    value = converted(child, Sent(sent.value, stored, sent.path), into)
    return [{"type": kind, "id": key, "value": value}]


def _stored_sections(
    stream: StreamBlock, sent: Sent, into: Conversion
) -> list[dict[str, Any]]:
    known = {
        (key, child["type"]): value
        for child, (key, value) in zip(sent.stored, items(sent.stored), strict=True)
    }
    ids = _Ids(sent.path, into)
    made = []
    for position, section in enumerate(sent.value):
        key = ids.of(position, section)
        kind, path = section["type"], (*sent.path, position, "value")
        stored = known.get((key, kind), ABSENT)
        value = converted(
            stream.child_blocks[kind], Sent(section["value"], stored, path), into
        )
        made.append({"type": kind, "id": key, "value": value})
    return made


class _Ids:
    """The ids of a list's items: those that were sent, and new ones."""

    def __init__(self, path: Path, into: Conversion) -> None:
        self.path = path
        self.into = into
        self.used: set[str] = set()

    def of(self, position: int, item: Any) -> str:
        key = item.get("id") if isinstance(item, dict) else None
        if key is None:
            return str(uuid4())
        if key in self.used:
            self.into.refuse((*self.path, position, "id"), REPEATED_ID, "repeated")
        self.used.add(key)
        return str(key)


# Any, here and below: JSON, whose shape differs from block to block.
def converted(block: Block, sent: Sent, into: Conversion) -> Any:
    """The stored JSON of what was sent for a block."""
    if sent.value == into.shown(block, sent.stored):
        return sent.stored
    return stored_value(block, sent, into)


@singledispatch
def stored_value(block: Block, sent: Sent, into: Conversion) -> Any:
    """The stored JSON of a changed value; by default as it was sent."""
    return sent.value


@stored_value.register
def _(block: ContentBlock, sent: Sent, into: Conversion) -> Any:
    stored = mapping(sent.stored)
    shown = mapping(into.shown(block, sent.stored))
    made: dict[str, Any] = {}
    for name, child in block.child_blocks.items():
        called = block.names_in_api.get(name, name)
        value = sent.value.get(called, ABSENT)
        if isinstance(child, ListBlock):
            # Its default is an empty item.
            made[name] = []
        if value is ABSENT:
            continue
        if value != shown.get(called, ABSENT):
            below = Sent(value, stored.get(name, ABSENT), (*sent.path, called))
            made[name] = stored_value(child, below, into)
        elif name in stored:
            made[name] = stored[name]
    return made


@stored_value.register
def _(block: ListBlock, sent: Sent, into: Conversion) -> Any:
    stored = sent.stored if isinstance(sent.stored, list) else []
    made = _stored_items(block.child_block, sent._replace(stored=stored), into)
    return [{**item, "type": "item"} for item in made]


@stored_value.register
def _(block: URLBlock, sent: Sent, into: Conversion) -> Any:
    return sent.value or ""


@stored_value.register
def _(block: RichTextBlock, sent: Sent, into: Conversion) -> Any:
    return into.rich_text(sent, block.features)


@stored_value.register
def _(block: ImageChooserBlock, sent: Sent, into: Conversion) -> Any:
    return into.refer(get_image_model(), sent)


@stored_value.register
def _(block: PageChooserBlock, sent: Sent, into: Conversion) -> Any:
    return into.refer(block.target_model, sent)


@stored_value.register
def _(block: LinkBlock, sent: Sent, into: Conversion) -> Any:
    """An address that is unchanged keeps its page; one of our pages becomes a page."""
    stored, given = mapping(sent.stored), sent.value
    shown = mapping(into.shown(block, sent.stored))
    label, url, page = given.get("label", ""), given.get("url", ""), given.get("page")
    if url == shown.get("url", ABSENT):
        if "page" not in given:
            return {**stored, "label": label}
        url = "" if page else url
    elif page is None and url:
        target = into.target_at(url, (*sent.path, "url"))
        if target and target.kind == "page":
            url, page = "", target.key
    at_page = Sent(page, stored.get("page"), (*sent.path, "page"))
    return {"label": label, "page": into.refer(Page, at_page), "url": url}


def _stored_items(block: Block, sent: Sent, into: Conversion) -> list[dict[str, Any]]:
    """Id and stored value of each item of a list; ``sent.stored``: the stored list."""
    known = list(items(sent.stored))
    waiting: list[tuple[str, Any] | None] = [
        each for each in known if _is_shown(block, each[1], into)
    ]
    are_as_many = len(waiting) == len(sent.value)
    by_id, ids = dict(known), _Ids(sent.path, into)
    made = []
    for position, item in enumerate(sent.value):
        content, path = _content(block, item, (*sent.path, position))
        if has_ids(block):
            key = ids.of(position, item)
            old = by_id.get(key, ABSENT)
        else:
            same = (_is_same(block, content, each, into) for each in waiting)
            fallback = position if are_as_many else len(waiting)
            key, old = _take(waiting, next(compress(count(), same), fallback))
        made.append(
            {"id": key, "value": converted(block, Sent(content, old, path), into)}
        )
    return made


def _content(block: Block, item: Any, path: Path) -> tuple[Any, Path]:
    """The value of an item without its id, and the path of the value."""
    if isinstance(block, ContentBlock):
        return {name: item[name] for name in item if name != "id"}, path
    if isinstance(block, PageChooserBlock):
        return item, path
    return item.get("text", ""), (*path, "text")


def _is_shown(block: Block, stored: Any, into: Conversion) -> bool:
    return into.shown(block, stored) is not None


def _is_same(
    block: Block, content: Any, stored: tuple[str, Any] | None, into: Conversion
) -> bool:
    if stored is None:
        return False
    if isinstance(block, PageChooserBlock):
        return key_of(content) == stored[1]
    return content == into.shown(block, stored[1])


def _take(waiting: list[tuple[str, Any] | None], position: int) -> tuple[str, Any]:
    """Takes the stored item at this position, else begins a new one."""
    if position >= len(waiting) or (found := waiting[position]) is None:
        return str(uuid4()), ABSENT
    waiting[position] = None
    return found
