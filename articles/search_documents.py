"""Search documents of articles, their index, topics and people."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from wagtail.fields import StreamField
from wagtail.models import Page

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


def article_cards() -> QuerySet:
    """Articles with what results show of them."""
    fields = ("title", "word_count", "reviewer", "last_reviewed")
    return ArticlePage.objects.only(*fields).prefetch_related("topics")


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
