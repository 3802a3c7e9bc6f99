"""Search documents of home pages and standard pages."""

from collections.abc import Iterator

from core.site_search.documents import Document, page_kind, register
from core.stream_json import stream_items, text
from home.models import HomePage, StandardPage


def home_document(page: HomePage) -> Iterator[Document]:
    yield Document(page.title, main=[page.hero_heading, page.hero_text])


def standard_document(page: StandardPage) -> Iterator[Document]:
    headings = [text(value.get("heading")) for _, _, value in stream_items(page.body)]
    words = page.body.stream_block.get_searchable_content(page.body)
    yield Document(page.title, main=headings, body=words)


register(page_kind("page", HomePage, home_document))
register(page_kind("page", StandardPage, standard_document))
