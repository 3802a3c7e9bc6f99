"""Rich text widget and converter, used in all forms of the admin and the APIs."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from core import rich_text


class Converter(ContentstateConverter):
    """Thread-safe converter: each text gets its own parser.

    A block has one widget per process and a widget one converter, so two concurrent
    requests would mix their texts (Wagtail issue 14573).
    """

    def from_database_format(self, html: str) -> str:
        own = copy.copy(self)
        # A shallow copy: the rules are constant, the state is reset for each text.
        own.html_to_contentstate_handler = copy.copy(self.html_to_contentstate_handler)
        return super(Converter, own).from_database_format(html)

    def to_database_format(self, contentstate_json: str) -> str:
        """Converts to HTML without empty paragraphs, headings and list items."""
        raw = json.loads(contentstate_json)
        # An empty editor sends null.
        if raw:
            raw = {**raw, "blocks": without_empty(raw["blocks"])}
        return self.exporter.render(raw)


def without_empty(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The content state's blocks that have text, are embeds or have nested items."""
    kept: list[dict[str, Any]] = []
    for block in reversed(blocks):
        is_parent = bool(kept) and kept[-1]["depth"] > block["depth"]
        is_embed = block["type"] == "atomic"
        if is_parent or is_embed or not rich_text.BLANK.fullmatch(block["text"]):
            kept.append(block)
    return kept[::-1]


class RichTextArea(DraftailRichTextArea):
    """Draftail widget: blank text is empty, and a malformed value raises BadRequest."""

    # Otherwise Django computes the media of a subclass for each form.
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
