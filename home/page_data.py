from collections.abc import Sequence

from articles.cards import Card
from articles.models import ArticlePage
from articles.page_data import CallToActionPageData
from articles.related import ArticleTopics
from clinic import page_data as clinic_page_data
from core.page_data import References, as_id, hidden_paths, loader, under
from home.models import HomePage


class HomePageData(CallToActionPageData):
    """What a home page shows beyond its own row."""

    featured: Sequence[Card] = ()


@loader(HomePage)
def load(pages: Sequence[HomePage], *, hidden: Sequence[str] | None = None) -> None:
    """Gives each home page its ``page_data``."""
    hidden = hidden_paths() if hidden is None else hidden
    chosen = {page: _chosen_articles(page) for page in pages}
    keys = {key for keys in chosen.values() for key in keys}
    rows = ArticlePage.objects.live().exclude(under(hidden)).filter(pk__in=keys)
    rows = rows.without_content().in_bulk()
    topics = ArticleTopics(
        list(rows.values()), among=ArticlePage.objects.none(), hidden=hidden
    )
    found = References(images={row.hero_image_id for row in rows.values()} - {None})
    clinic_page_data.load(pages, data_class=HomePageData, also=found, hidden=hidden)
    for page in pages:
        page.page_data.featured = [
            Card(rows[key], topics.of(rows[key]), page.page_data.preloaded)
            for key in chosen[page]
            if key in rows
        ]


def _chosen_articles(page: HomePage) -> list[int]:
    """Keys of the featured articles, each once, in the editor's order."""
    keys = (as_id(child.get("value")) for child in page.featured_articles.raw_data)
    return list(dict.fromkeys(key for key in keys if key))
