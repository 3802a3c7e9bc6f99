"""API serializer fields for cards and topics."""

from datetime import date, datetime

from typing_extensions import TypedDict
from wagtail.models import Page

from articles.cards import Card, CardTopic
from core.images.responsive import PictureData, picture
from core.page_data import Preloaded
from core.serializers import PageField
from core.site_addresses import SiteAddresses


class TopicData(TypedDict):
    id: int
    name: str
    slug: str
    url: str
    updated_at: datetime | None


class CardData(TypedDict):
    """An article as lists show it."""

    id: int
    title: str
    summary: str
    url: str
    hero_image: PictureData | None
    topics: list[TopicData]
    last_reviewed: date | None
    reading_time_minutes: int
    published_at: datetime | None
    updated_at: datetime | None


class TopicsField(PageField):
    def to_representation(self, page: Page) -> list[TopicData]:
        data = page.page_data
        return [topic(each, data.addresses, data.preloaded) for each in data.topics]


class RelatedArticlesField(PageField):
    """Up to three published articles that share most topics."""

    def to_representation(self, page: Page) -> list[CardData]:
        return [card(each) for each in page.page_data.related]


def card(loaded: Card) -> CardData:
    # In a list, the same new articles are related to many others.
    return loaded.preloaded.memoize(("card", loaded.id), lambda: _card(loaded))


def _card(loaded: Card) -> CardData:
    return {
        "id": loaded.id,
        "title": loaded.title,
        "summary": loaded.summary,
        "url": loaded.addresses.url(loaded.url),
        "hero_image": picture(
            loaded.hero_image, "card", origin=loaded.addresses.own_origin
        ),
        "topics": [
            topic(each, loaded.addresses, loaded.preloaded) for each in loaded.topics
        ],
        "last_reviewed": loaded.last_reviewed,
        "reading_time_minutes": loaded.reading_time_minutes,
        "published_at": loaded.article.first_published_at,
        "updated_at": loaded.article.updated_at,
    }


def topic(
    subject: CardTopic, addresses: SiteAddresses, preloaded: Preloaded
) -> TopicData:
    return preloaded.memoize(
        ("topic", subject.pk, addresses.own_origin),
        lambda: TopicData(
            id=subject.pk,
            name=subject.name,
            slug=subject.slug,
            url=addresses.url(subject.get_absolute_url()),
            updated_at=subject.updated_at,
        ),
    )
