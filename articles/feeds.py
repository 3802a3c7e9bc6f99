"""The Atom feed of the newest articles."""

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.cards import Card
from articles.page_data import cards
from articles.site_context import SiteContext
from core.aliases import without_repeats
from core.feeds import strip_control_characters

NEWEST = 20
# A year in which the name was the clinic's; any will do, if it stays the same.
TAGS_SINCE = 2026


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Titles, summaries, people, topics and dates of the newest articles."""
    place = SiteContext(request)
    newest = without_repeats(place.articles).newest_first().without_content()
    newest = newest.select_related("author")[:NEWEST]
    publisher = place.page_data.publisher
    feed = Atom1Feed(
        title=strip_control_characters(
            publisher["name"] if publisher else place.home.title
        ),
        link=f"{place.page_data.origin}/",
        description="",
        subtitle="Our newest articles",
        feed_url=place.url("feed"),
        author_name=strip_control_characters(publisher["name"]) if publisher else None,
    )
    for card in cards(newest, among=place.articles):
        add(feed, card)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def add(feed: Atom1Feed, card: Card) -> None:
    article, author = card.article, card.article.author
    feed.add_item(
        title=strip_control_characters(card.title),
        link=f"{card.origin}{card.url}",
        # Atom1Feed calls it HTML.
        description=escape(strip_control_characters(card.summary)),
        unique_id=lasting_id(card),
        pubdate=article.first_published_at,
        updateddate=article.last_published_at or article.first_published_at,
        author_name=strip_control_characters(author.full_name) if author else None,
        author_link=f"{card.origin}{author.get_absolute_url()}" if author else None,
        categories=[strip_control_characters(topic.name) for topic in card.topics],
    )


def lasting_id(card: Card) -> str:
    """Stays when the article moves or its address changes (RFC 4151)."""
    host = card.origin.partition("://")[2].partition(":")[0]
    return f"tag:{host},{TAGS_SINCE}:article/{card.id}"
