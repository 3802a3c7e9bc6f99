"""The editor of rich text in every form, of the admin and of the APIs."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea

from cms import rich_text


class RichTextArea(DraftailRichTextArea):
    """Paragraphs of nothing but spaces are no text; what is no text at all is 400."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> str | None:
        try:
            html = super().value_from_datadict(data, files, name)
        except (ValueError, LookupError, TypeError, AttributeError) as problem:
            raise BadRequest(f"{name} is not what the editor sends.") from problem
        return "" if html and not rich_text.lines_of(html) else html
