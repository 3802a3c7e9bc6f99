"""Template context of articles and of their index."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest

from articles.counts import number_of_articles
from articles.lists import ArticleList, article_pages, of_topic, topics_below
from articles.models import ArticleIndexPage, ArticlePage, Topic, at_slug
from articles.page_data import ArticleData
from articles.pagination import listing
from articles.structured_data import with_replies
from articles.table_of_contents import of_article
from clinic import emergency
from comments.page_context import replies
from contact.models import ContactPage
from core.page_context import page_context
from core.seo import with_url
from core.shared_values import shared


@page_context.register
def article_context(
    article: ArticlePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    data = ArticleData.of(article)
    reply_section = replies(
        article, data.reply_settings, request, count=data.reply_count
    )
    return {
        "seo": with_replies(context["seo"], reply_section.discussion.threads, data),
        "table_of_contents": of_article(article),
        "topics": data.topics,
        "phone": data.phone,
        "location": data.location,
        "contact_page": None if article.call_to_action else _contact_page(article),
        "related_articles": data.related,
        "replies": reply_section,
        "emergency": (
            emergency.wording_for_page(data.clinic)
            if reply_section.notice == "urgent"
            else ""
        ),
    }


def _contact_page(article: ArticlePage) -> ContactPage | None:
    """The site's contact page, for an article without a call to action."""
    home, *_ = article.page_data.ancestors or [None]
    if home is None:
        return None
    found: ContactPage | None = shared(
        ("contact page", home.path),
        lambda: ContactPage.objects.live().public().descendant_of(home).first(),
    )
    return found


@page_context.register
def index_context(
    index: ArticleIndexPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """Context of the article list, filtered by ``?topic=``, at page ``?page=``."""
    hidden = index.page_data.preloaded.hidden
    articles = partial(article_pages, index.path, hidden=hidden)
    slug = request.GET.get("topic")
    topic = at_slug(Topic.objects.all(), slug) if slug else None
    if slug and topic is None:
        raise Http404("There is no such topic.")
    shown = articles(among=[of_topic(topic)] if topic else [])
    number = partial(number_of_articles, index.path, hidden=hidden, topic=topic)
    page = listing(request, ArticleList(shown, number))
    # The topic's own page shows the same list, so it is the canonical one.
    address = (
        index.page_data.url_at(topic.get_absolute_url())
        if topic
        else context["seo"]["canonical_url"]
    )
    return {
        "seo": with_url(
            context["seo"],
            address,
            page=page.number,
            name=f"{index.title} about {topic.name}" if topic else "",
        ),
        "articles": page,
        "topic": topic,
        "topics": topics_below(index.path, hidden=hidden),
    }
