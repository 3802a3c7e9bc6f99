"""Article cards: the data of an article in lists, feeds and both APIs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from wagtail.images.models import AbstractImage

from clinic.models import Person
from core.page_data import Preloaded
from core.site_addresses import SiteAddresses


class CardTopic(Protocol):
    """The fields of a topic that cards need."""

    pk: int
    name: str
    slug: str

    @property
    def updated_at(self) -> datetime | None: ...

    def get_absolute_url(self) -> str: ...


class CardArticle(Protocol):
    """The fields of an article that cards need."""

    pk: int
    title: str
    summary: str
    hero_image_id: int | None
    last_reviewed: date | None
    author: Person | None
    first_published_at: datetime | None

    @property
    def updated_at(self) -> datetime | None: ...

    @property
    def is_signed(self) -> bool: ...

    @property
    def reading_time_minutes(self) -> int: ...


@dataclass(frozen=True)
class Card:
    """An article with the preloaded data that a list needs to render it."""

    article: CardArticle
    topics: Sequence[CardTopic]
    preloaded: Preloaded

    @property
    def id(self) -> int:
        return self.article.pk

    @property
    def title(self) -> str:
        return self.article.title

    @property
    def summary(self) -> str:
        return self.article.summary

    @property
    def url(self) -> str:
        """The article's path on its own site."""
        return self.preloaded.site_and_path(self.article)[2] or ""

    @property
    def addresses(self) -> SiteAddresses:
        """Those of the article's own site."""
        return self.preloaded.addresses(self.article)

    @property
    def hero_image(self) -> AbstractImage | None:
        return self.preloaded.images.get(self.article.hero_image_id or 0)

    @property
    def last_reviewed(self) -> date | None:
        return self.article.last_reviewed if self.article.is_signed else None

    @property
    def reading_time_minutes(self) -> int:
        return self.article.reading_time_minutes
