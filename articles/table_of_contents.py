"""Table of contents of an article, from its headings."""

from collections.abc import Iterator

from typing_extensions import TypedDict
from wagtail.blocks import StreamValue

from articles.models import ArticlePage
from core.content_blocks import headings

# A shorter page needs no table of contents.
MIN_HEADINGS = 4


class Heading(TypedDict):
    """Entry of the table of contents; ``id`` is the anchor of its section."""

    id: str
    text: str


def of_article(article: ArticlePage) -> list[Heading]:
    found = [
        *_headings(article.benefits, anchor="benefits"),
        *_headings(article.sections),
        *_headings(article.safety, anchor="safety"),
    ]
    if article.references:
        found.append({"id": "references", "text": "References"})
    return _if_useful(found)


def of_sections(sections: StreamValue) -> list[Heading]:
    return _if_useful(list(_headings(sections)))


def _headings(stream: StreamValue, anchor: str = "") -> Iterator[Heading]:
    for key, heading in headings(stream):
        yield {"id": anchor or key, "text": heading}


def _if_useful(found: list[Heading]) -> list[Heading]:
    return found if len(found) >= MIN_HEADINGS else []
