from collections.abc import Sequence

from wagtail.models import Page

from articles.page_data import CallToActionParts, Card
from articles.querysets import ArticlePageQuerySet
from articles.related import ArticleTopics
from clinic.models import parts as clinic_parts
from core.page_data import References, as_id, hidden_paths, under


class HomeParts(CallToActionParts):
    """What a home page shows beyond its own row."""

    featured: Sequence[Card] = ()


def load(
    pages: Sequence[Page],
    *,
    among: ArticlePageQuerySet,
    hidden: Sequence[str] | None = None,
) -> None:
    """Gives each home page its ``parts``; the featured articles are ``among`` these."""
    hidden = hidden_paths() if hidden is None else hidden
    chosen = {page: _chosen_articles(page) for page in pages}
    keys = {key for keys in chosen.values() for key in keys}
    rows = among.live().exclude(under(hidden)).filter(pk__in=keys)
    rows = rows.without_content().in_bulk()
    topics = ArticleTopics(list(rows.values()), among=among.none(), hidden=hidden)
    found = References(images={row.hero_image_id for row in rows.values()} - {None})
    clinic_parts.load(pages, parts=HomeParts, also=found, hidden=hidden)
    for page in pages:
        page.parts.featured = [
            Card(rows[key], topics.of(rows[key]), page.parts.library)
            for key in chosen[page]
            if key in rows
        ]


def _chosen_articles(page: Page) -> list[int]:
    """Keys of the featured articles, each once, in the editor's order."""
    keys = (as_id(child.get("value")) for child in page.featured_articles.raw_data)
    return list(dict.fromkeys(key for key in keys if key))
