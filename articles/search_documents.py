"""Search documents of articles, their index, topics and people."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet
from wagtail.fields import StreamField
from wagtail.models import Page

from articles import readability
from articles.lists import article_pages, people_of, topics_of
from articles.models import ArticleIndexPage, ArticlePage, Topic
from clinic.models import Person
from core.rich_text import lines_of
from core.site_search.documents import (
    Document,
    Kind,
    page_kind,
    register,
)
from core.stream_json import stream_items, text


def article_document(article: ArticlePage) -> Iterator[Document]:
    headings = [
        text(value.get("heading")) for _, _, value in stream_items(article.sections)
    ]
    streams = (article.call_to_action, article.references)
    yield Document(
        article.title,
        main=[article.summary, *headings],
        body=[
            article.plain_text,
            *(words for stream in streams for words in searchable(stream)),
        ],
        published_at=article.first_published_at,
    )


def searchable(stream: StreamField) -> list[str]:
    return stream.stream_block.get_searchable_content(stream)


class ArticleCard(NamedTuple):
    """Data of an article that search results show besides its title and text.

    ``last_reviewed`` is None if no reviewer signed the article.
    """

    topics: list[str]
    last_reviewed: date | None
    reading_time_minutes: int


def article_cards(keys: Collection[int]) -> dict[int, ArticleCard]:
    """The cards of these articles, in one query."""
    cards: dict[int, ArticleCard] = {}
    rows = _card_rows().filter(pk__in=keys)
    for key, topic, words, reviewer, reviewed in rows:
        if key not in cards:
            signed = reviewed if reviewer else None
            minutes = readability.reading_time_minutes(words)
            cards[key] = ArticleCard([], signed, minutes)
        if topic:
            cards[key].topics.append(topic)
    return cards


# Built once: resolving the names takes as long as the query.
@cache
def _card_rows() -> QuerySet:
    """The rows of cards, as values: instances of the model took a fifth of a search."""
    return ArticlePage.objects.order_by("topics__name").values_list(
        "pk", "topics__name", "word_count", "reviewer", "last_reviewed"
    )


def index_document(page: ArticleIndexPage) -> Iterator[Document]:
    yield Document(page.title, main=[lines_of(page.introduction)])


def topic_document(topic: Topic) -> Iterator[Document]:
    yield Document(topic.name, main=[topic.description])


def person_document(person: Person) -> Iterator[Document]:
    yield Document(
        person.name,
        main=[person.role, person.credentials],
        body=[lines_of(person.biography)],
    )


def visible_topics(home: Page, hidden: Sequence[str]) -> QuerySet:
    return topics_of(article_pages(home.path, hidden=hidden))


def visible_people(home: Page, hidden: Sequence[str]) -> QuerySet:
    return people_of(article_pages(home.path, hidden=hidden))


register(page_kind("article", ArticlePage, article_document, cards=article_cards))
register(page_kind("page", ArticleIndexPage, index_document))
register(Kind("topic", Topic, topic_document, visible_topics))
register(Kind("person", Person, person_document, visible_people))
