from collections.abc import Sequence

from articles.card_rows import ArticleTopics, read_cards
from articles.cards import Card
from articles.models import ArticlePage
from articles.page_data import CallToActionPageData
from clinic import page_data as clinic_page_data
from core import dependencies
from core.page_data import hidden_paths, loader
from core.references import References, as_id
from home.models import HomePage


class HomePageData(CallToActionPageData):
    """Page data of a home page."""

    featured: Sequence[Card] = ()


@loader(HomePage)
def load(pages: Sequence[HomePage], *, hidden: Sequence[str] | None = None) -> None:
    """Sets ``page_data`` on each home page."""
    hidden = hidden_paths() if hidden is None else hidden
    featured_keys = {page: _featured_keys(page) for page in pages}
    keys = sorted({key for keys in featured_keys.values() for key in keys})
    rows, topics = _featured(keys, hidden=tuple(hidden))
    references = References(
        images={row.hero_image_id for row in rows.values() if row.hero_image_id}
    )
    clinic_page_data.load(
        pages, data_class=HomePageData, also=references, hidden=hidden
    )
    for page in pages:
        data = HomePageData.of(page)
        data.featured = [
            Card(rows[key], topics.of(rows[key]), data.preloaded)
            for key in featured_keys[page]
            if key in rows
        ]


def _featured(
    keys: Sequence[int], *, hidden: tuple[str, ...]
) -> tuple[dict[int, ArticlePage], ArticleTopics]:
    """The public ones of these articles by key, and their topics."""
    # The tags of the topics, which the result has, cover the articles that have them.
    with dependencies.narrowed(*(f"page-{key}" for key in keys)):
        found, pairs = read_cards(keys)
    public = {
        key: row
        for key, row in found.items()
        if row.live and not row.path.startswith(hidden)
    }
    return public, ArticleTopics((), pairs)


def _featured_keys(page: HomePage) -> list[int]:
    """Primary keys of the featured articles in order, without duplicates."""
    keys = (as_id(child.get("value")) for child in page.featured_articles.raw_data)
    return list(dict.fromkeys(key for key in keys if key))
