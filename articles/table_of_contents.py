"""Table of contents of an article, from its headings."""

from collections.abc import Iterator

from typing_extensions import TypedDict
from wagtail.blocks import StreamValue

from articles.models import ArticlePage

# A shorter page needs no table of contents.
MIN_HEADINGS = 4


class Heading(TypedDict):
    """Entry of the table of contents; ``id`` is the anchor of its section."""

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
    # The raw data, because the block values would load their images.
    for child in stream.raw_data:
        value = child.get("value")
        text = value.get("heading") if isinstance(value, dict) else None
        if text and isinstance(text, str):
            yield {"id": anchor or child.get("id") or "", "text": text}


def _if_useful(headings: list[Heading]) -> list[Heading]:
    return headings if len(headings) >= MIN_HEADINGS else []
