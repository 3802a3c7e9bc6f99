"""The editor of rich text in every form, of the admin and of the APIs."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from core import rich_text


class Converter(ContentstateConverter):
    """Parses each text with a parser of its own; Wagtail's shares one among threads.

    A block has one widget per process and a widget one converter, so two forms that
    open at once would mix their texts (Wagtail issue 14573).
    """

    def from_database_format(self, html: str) -> str:
        own = copy.copy(self)
        # Its rules never change; all else is set anew before it reads.
        own.html_to_contentstate_handler = copy.copy(self.html_to_contentstate_handler)
        return super(Converter, own).from_database_format(html)

    def to_database_format(self, contentstate_json: str) -> str:
        """Leaves out empty paragraphs, headings and items, which pasting brings along."""
        raw = json.loads(contentstate_json)
        # An empty editor sends null.
        if raw:
            raw = {**raw, "blocks": without_empty(raw["blocks"])}
        return self.exporter.render(raw)


def without_empty(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of the editor's notation that have words or stand above deeper items."""
    kept: list[dict[str, Any]] = []
    for block in reversed(blocks):
        is_parent = bool(kept) and kept[-1]["depth"] > block["depth"]
        is_embed = block["type"] == "atomic"
        if is_parent or is_embed or not rich_text.BLANK.fullmatch(block["text"]):
            kept.append(block)
    return kept[::-1]


class RichTextArea(DraftailRichTextArea):
    """Paragraphs of nothing but spaces are no text; what is no text at all is 400."""

    # Django would compute that of a subclass anew for each form.
    media = DraftailRichTextArea.media

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = Converter(self.features)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> str | None:
        try:
            html = super().value_from_datadict(data, files, name)
        except (ValueError, LookupError, TypeError, AttributeError) as problem:
            raise BadRequest(f"{name} is not what the editor sends.") from problem
        return "" if html and not rich_text.lines_of(html) else html
