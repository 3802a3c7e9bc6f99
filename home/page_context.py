"""Template context of the home page and of standard pages."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from articles.lists import ArticleList, article_pages, topics_below
from articles.models import ArticleIndexPage
from articles.page_data import cards
from articles.table_of_contents import of_sections
from core.page_context import page_context
from core.shared_values import shared
from home.models import HomePage, StandardPage
from home.page_data import HomePageData

MAX_LATEST = 6


@page_context.register
def home_context(
    page: HomePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    data = HomePageData.of(page)
    hidden = data.preloaded.hidden
    articles = article_pages(page.path, hidden=hidden)
    featured = [card.id for card in data.featured]
    latest = ArticleList(articles.exclude(pk__in=featured))
    return {
        "featured": data.featured,
        "latest": cards(latest[:MAX_LATEST]),
        "topics": topics_below(page.path, hidden=hidden),
        "article_index": shared(("article index", page.path), partial(_index, page)),
        "phone": data.phone,
        "location": data.location,
    }


def _index(home: HomePage) -> ArticleIndexPage | None:
    """The site's list of articles, if it is public."""
    # Wagtail's ``child_of`` would read all pages on SQLite where there is none.
    indexes = ArticleIndexPage.objects.filter(path__child_of=home.path)
    return indexes.live().public().first()


@page_context.register
def standard_context(
    page: StandardPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    return {"table_of_contents": of_sections(page.body)}
