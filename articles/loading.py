"""Everything that full articles show, in a number of queries that does not grow.

HTML and both APIs draw from here, for one article or for a list of them, so that they
never disagree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, Q, Value, When, prefetch_related_objects
from wagtail.images.models import AbstractImage

from articles.querysets import ArticlePageQuerySet
from cms.loading import Library, References, hidden_paths, under
from contact.models import ClinicParts
from contact.models import parts as clinic_parts
from contact.phone import Phone, as_phone

if TYPE_CHECKING:
    # The models import this module.
    from articles.models import ArticlePage, Topic

RELATED = 3
# A site's home page stands right below the tree's root.
SITE_DEPTH = 2
NEVER = datetime.min.replace(tzinfo=UTC)
# Related articles are sought among the newest that share a topic: exact up to so many
# pairs of article and topic, and no slower beyond.
PAIRS = 2000


@dataclass(frozen=True)
class Card:
    """What a list needs to draw an article."""

    article: ArticlePage
    topics: list[Topic]
    library: Library

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
        return self.library.where(self.article)[2] or ""

    @property
    def origin(self) -> str:
        """Of the article's own site."""
        return self.library.where(self.article)[1] or self.library.main_origin

    @property
    def hero_image(self) -> AbstractImage | None:
        return self.library.images.get(self.article.hero_image_id)

    @property
    def last_reviewed(self) -> date | None:
        return self.article.last_reviewed

    @property
    def reading_time_minutes(self) -> int:
        return self.article.reading_time_minutes


class CallToActionParts(ClinicParts):
    """Parts of a page with a call to action, which falls back to the clinic."""

    @cached_property
    def phone(self) -> Phone | None:
        """The page's own number, else the clinic's."""
        own = as_phone(self._stored("phone"))
        return own or (self.clinic.phone_number if self.clinic else None)

    @cached_property
    def location(self) -> str:
        """The page's own words for the place, else the clinic's first place."""
        return self._stored("location") or (self.clinic.location if self.clinic else "")

    def _stored(self, name: str) -> str:
        calls = list(self.page.call_to_action.raw_data)
        value = calls[0]["value"].get(name) if calls else ""
        return value if isinstance(value, str) else ""


class ArticleParts(CallToActionParts):
    """What an article shows beyond its own row."""

    topics: Sequence[Topic] = ()
    related: Sequence[Card] = ()


def load(
    articles: Sequence[ArticlePage],
    *,
    among: ArticlePageQuerySet,
    hidden: Sequence[str] | None = None,
) -> None:
    """Gives each article its ``parts``; related articles are sought in ``among``."""
    hidden = hidden_paths() if hidden is None else hidden
    prefetch_related_objects(articles, "author", "reviewer")
    topics = ArticleTopics(articles, among=among, hidden=hidden)
    related = {article: topics.related_to(article) for article in articles}
    rows = among.filter(pk__in={pk for pks in related.values() for pk in pks})
    rows = rows.without_content().in_bulk()
    people = {
        person for article in articles for person in (article.author, article.reviewer)
    } - {None}
    found = References()
    for person in people:
        found.add(person)
    found.images |= {row.hero_image_id for row in rows.values()} - {None}
    clinic_parts.load(articles, parts=ArticleParts, also=found, hidden=hidden)
    for article in articles:
        library = article.parts.library
        article.parts.topics = topics.of(article)
        article.parts.related = [
            Card(rows[pk], topics.of(rows[pk]), library)
            for pk in related[article]
            if pk in rows
        ]


def cards(articles: Iterable[ArticlePage], *, among: ArticlePageQuerySet) -> list[Card]:
    """The articles as cards, in their order, in three queries."""
    articles = list(articles)
    topics = ArticleTopics(articles, among=among.none(), hidden=())
    images = {article.hero_image_id for article in articles} - {None}
    library = Library(References(images=images), (), ())
    return [Card(article, topics.of(article), library) for article in articles]


class ArticleTopics:
    """The topics of some articles, and the public articles that share them."""

    def __init__(
        self,
        articles: Sequence[ArticlePage],
        *,
        among: ArticlePageQuerySet,
        hidden: Sequence[str],
    ) -> None:
        self._topics: dict[int, list[Topic]] = defaultdict(list)
        self._candidates: dict[int, list[Candidate]] = defaultdict(list)
        known: dict[int, Topic] = {}
        for candidate, live, topic in _pairs(articles, among, hidden):
            topic = known.setdefault(topic.pk, topic)
            self._topics[candidate.pk].append(topic)
            if live and not candidate.path.startswith(tuple(hidden)):
                self._candidates[topic.pk].append(candidate)

    def of(self, article: ArticlePage) -> list[Topic]:
        """By name; those of a draft as its author left them."""
        drafted = _drafted_topics(article)
        topics = self._topics[article.pk] if drafted is None else drafted
        return sorted(topics, key=lambda topic: topic.name)

    def related_to(self, article: ArticlePage) -> list[int]:
        """Keys of the articles on the same site that share most topics, then newest."""
        shared = Counter(
            candidate
            for topic in self.of(article)
            for candidate in self._candidates[topic.pk]
            if candidate.pk != article.pk
            and candidate.path[: SITE_DEPTH * article.steplen]
            == article.path[: SITE_DEPTH * article.steplen]
        )
        best = nlargest(
            RELATED, shared, key=lambda each: (shared[each], each.published, each.pk)
        )
        return [candidate.pk for candidate in best]


class Candidate(NamedTuple):
    pk: int
    path: str
    published: datetime


def _pairs(
    articles: Sequence[ArticlePage], among: ArticlePageQuerySet, hidden: Sequence[str]
) -> Iterator[tuple[Candidate, bool, Topic]]:
    """Each topic of the articles and of those that share one; and whether it is live."""
    topic_model = among.model.topics.rel.model
    pairs = among.model.topics.through.objects
    own = Q(articlepage_id__in=[article.pk for article in articles if article.pk])
    drafted = [
        topic for article in articles for topic in _drafted_topics(article) or ()
    ]
    shared = Q(topics__in=drafted) | Q(topics__in=pairs.filter(own).values("topic_id"))
    public = among.live().exclude(under(hidden)).filter(shared)
    columns = ["id", "name", "slug", "is_condition"]
    rows = (
        pairs.filter(own | Q(articlepage_id__in=public.values("pk")))
        .order_by(
            Case(When(own, then=Value(0)), default=Value(1)),
            "-articlepage__first_published_at",
        )
        .values_list(
            "articlepage_id",
            "articlepage__path",
            "articlepage__first_published_at",
            "articlepage__live",
            *(f"topic__{column}" for column in columns),
        )
    )
    for pk, path, published, live, *topic in rows[:PAIRS]:
        candidate = Candidate(pk, path, published or NEVER)
        yield candidate, live, topic_model.from_db(rows.db, columns, topic)


def _drafted_topics(article: ArticlePage) -> list[Topic] | None:
    """Topics chosen in a draft that is not saved; None where the database has them."""
    return getattr(article, "_cluster_related_objects", {}).get("topics")
