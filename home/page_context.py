"""Template context of the home page and of standard pages."""

from typing import Any

from django.http import HttpRequest

from articles.models import ArticleIndexPage, ArticlePage
from articles.page_data import cards
from articles.table_of_contents import of_sections
from core.page_context import page_context
from home.models import HomePage, StandardPage
from home.page_data import HomePageData

MAX_LATEST = 6


@page_context.register
def home_context(
    page: HomePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    data = HomePageData.of(page)
    articles = ArticlePage.objects.below(page).published()
    featured = [card.id for card in data.featured]
    latest = articles.exclude(pk__in=featured).newest_first().without_content()
    indexes = ArticleIndexPage.objects.child_of(page).live().public()
    return {
        "featured": data.featured,
        "latest": cards(latest[:MAX_LATEST], among=articles),
        "topics": articles.topics(),
        "article_index": indexes.first(),
        "phone": data.phone,
        "location": data.location,
    }


@page_context.register
def standard_context(
    page: StandardPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    return {"table_of_contents": of_sections(page.body)}
