"""Atom feeds of the newest articles: of all, of a topic, of a person."""

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.cards import Card
from articles.lists import ArticleList, of_person, of_topic, people_of
from articles.models import Topic
from articles.page_data import cards
from articles.site_context import SiteContext
from articles.views import at_slug_or_404
from core.aliases import without_repeats
from core.feeds import PageFeed, strip_control_characters
from core.seo import titled

MAX_ENTRIES = 20
# RFC 4151 wants a date on which the owner held the domain. It must never change.
TAG_YEAR = 2026


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Feed view: title, summary, author, topics and dates of each article."""
    site = SiteContext(request)
    return feed_of(
        site,
        site.articles,
        title=strip_control_characters(site.name),
        link=site.page_data.url_at("/"),
        subtitle="Our newest articles",
        feed_url=site.own_url("feed"),
        feed_guid=site.page_data.file_url("/"),
    )


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Feed view: the newest articles about a topic."""
    site = SiteContext(request)
    shown = at_slug_or_404(Topic.objects.all(), slug)
    if shown.slug != slug:
        return redirect("topic_feed", shown.slug, permanent=True)
    return feed_of(
        site,
        site.articles_among(of_topic(shown)),
        title=titled(strip_control_characters(shown.name), publisher_name(site)),
        link=site.url("topic", slug),
        subtitle=strip_control_characters(shown.description) or None,
        feed_url=site.own_url("topic_feed", slug),
        feed_guid=site.own_url("topic", slug),
    )


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Feed view: the newest articles that a person wrote or reviewed."""
    site = SiteContext(request)
    shown = at_slug_or_404(people_of(site.articles), slug)
    if shown.slug != slug:
        return redirect("person_feed", shown.slug, permanent=True)
    name = strip_control_characters(shown.full_name)
    return feed_of(
        site,
        site.articles_among(of_person(shown)),
        title=titled(name, publisher_name(site)),
        link=site.url("person", slug),
        subtitle=f"Written or reviewed by {name}",
        feed_url=site.own_url("person_feed", slug),
        feed_guid=site.own_url("person", slug),
    )


def publisher_name(site: SiteContext) -> str:
    publisher = site.page_data.publisher
    return strip_control_characters(str(publisher["name"])) if publisher else ""


def feed_of(
    site: SiteContext, pages: QuerySet[Page], **facts: str | None
) -> HttpResponse:
    """The response with the newest of these articles; ``facts`` describe the feed."""
    keys = ArticleList(without_repeats(pages))[:MAX_ENTRIES]
    newest = cards(keys, have_pictures=False)
    # Any: articles, of which cards show some fields alone.
    rows: list[Any] = [card.article for card in newest]
    prefetch_related_objects(rows, "author")
    feed = PageFeed(site.home, author_name=publisher_name(site) or None, **facts)
    for card in newest:
        add_entry(feed, card)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def add_entry(feed: Atom1Feed, card: Card) -> None:
    article, author = card.article, card.article.author
    feed.add_item(
        title=strip_control_characters(card.title),
        link=card.addresses.url(card.url),
        # Atom1Feed declares summaries as HTML.
        description=escape(strip_control_characters(card.summary)),
        unique_id=tag_uri(card),
        pubdate=article.first_published_at,
        updateddate=article.updated_at,
        author_name=strip_control_characters(author.full_name) if author else None,
        author_link=card.addresses.url(author.get_absolute_url()) if author else None,
        categories=[strip_control_characters(topic.name) for topic in card.topics],
    )


def tag_uri(card: Card) -> str:
    """Tag URI (RFC 4151): stable when the article moves or its URL changes.

    By Gait's own host: a front end may come and go.
    """
    host = card.addresses.own_origin.partition("://")[2].partition(":")[0]
    return f"tag:{host},{TAG_YEAR}:article/{card.id}"
