from collections.abc import Sequence

from articles.card_rows import ArticleTopics
from articles.cards import Card
from articles.models import ArticlePage
from articles.page_data import CallToActionPageData
from clinic import page_data as clinic_page_data
from core.page_data import hidden_paths, loader, under
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
    keys = {key for keys in featured_keys.values() for key in keys}
    rows = ArticlePage.objects.live().exclude(under(hidden)).filter(pk__in=keys)
    rows = rows.without_content().in_bulk()
    topics = ArticleTopics(list(rows.values()))
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


def _featured_keys(page: HomePage) -> list[int]:
    """Primary keys of the featured articles in order, without duplicates."""
    keys = (as_id(child.get("value")) for child in page.featured_articles.raw_data)
    return list(dict.fromkeys(key for key in keys if key))
