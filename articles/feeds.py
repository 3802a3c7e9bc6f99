"""Atom feed of the newest articles."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.cards import Card
from articles.lists import ArticleList
from articles.page_data import cards
from articles.site_context import SiteContext
from core.aliases import without_repeats
from core.feeds import PageFeed, strip_control_characters

MAX_ENTRIES = 20
# RFC 4151 wants a date on which the owner held the domain. It must never change.
TAG_YEAR = 2026


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Feed view: title, summary, author, topics and dates of each article."""
    site = SiteContext(request)
    newest = ArticleList(without_repeats(site.articles))[:MAX_ENTRIES]
    prefetch_related_objects(newest, "author")
    publisher = site.page_data.publisher
    feed = PageFeed(
        site.home,
        title=strip_control_characters(
            str(publisher["name"]) if publisher else site.home.title
        ),
        link=f"{site.page_data.origin}/",
        subtitle="Our newest articles",
        feed_url=site.url("feed"),
        author_name=strip_control_characters(str(publisher["name"]))
        if publisher
        else None,
    )
    for card in cards(newest):
        add_entry(feed, card)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def add_entry(feed: Atom1Feed, card: Card) -> None:
    article, author = card.article, card.article.author
    feed.add_item(
        title=strip_control_characters(card.title),
        link=f"{card.origin}{card.url}",
        # Atom1Feed declares summaries as HTML.
        description=escape(strip_control_characters(card.summary)),
        unique_id=tag_uri(card),
        pubdate=article.first_published_at,
        updateddate=article.updated_at,
        author_name=strip_control_characters(author.full_name) if author else None,
        author_link=f"{card.origin}{author.get_absolute_url()}" if author else None,
        categories=[strip_control_characters(topic.name) for topic in card.topics],
    )


def tag_uri(card: Card) -> str:
    """Tag URI (RFC 4151): stable when the article moves or its URL changes."""
    host = card.origin.partition("://")[2].partition(":")[0]
    return f"tag:{host},{TAG_YEAR}:article/{card.id}"
