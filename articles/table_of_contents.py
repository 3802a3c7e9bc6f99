"""The table of contents of an article, from its headings."""

from collections.abc import Iterator

from typing_extensions import TypedDict
from wagtail.blocks import StreamValue

from articles.models import ArticlePage

# With fewer headings a reader sees all of them at a glance.
FEWEST = 4


class Heading(TypedDict):
    """``id`` is the anchor of the part that stands under the heading."""

    id: str
    text: str


def of_article(article: ArticlePage) -> list[Heading]:
    headings = [
        *_headings(article.benefits, anchor="benefits"),
        *_headings(article.sections),
        *_headings(article.safety, anchor="safety"),
    ]
    if article.references:
        headings.append({"id": "references", "text": "References"})
    return _if_useful(headings)


def of_sections(sections: StreamValue) -> list[Heading]:
    return _if_useful(list(_headings(sections)))


def _headings(stream: StreamValue, anchor: str = "") -> Iterator[Heading]:
    # The stored form: asking the blocks themselves would load their pictures.
    for child in stream.raw_data:
        value = child.get("value")
        text = value.get("heading") if isinstance(value, dict) else None
        if text and isinstance(text, str):
            yield {"id": anchor or child.get("id") or "", "text": text}


def _if_useful(headings: list[Heading]) -> list[Heading]:
    return headings if len(headings) >= FEWEST else []
