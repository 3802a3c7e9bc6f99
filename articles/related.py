"""The topics of articles, and which published articles to read after them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, Value, When

from articles.models import ArticlePage, Topic
from articles.querysets import ArticlePageQuerySet
from core.page_data import under

RELATED = 3
TOPIC_COLUMNS = ["id", "name", "slug", "is_condition"]
# What a card shows of an article, and what finds its address and its place in line.
CARD_COLUMNS = frozenset(
    {
        "id",
        "page_ptr_id",
        "alias_of_id",
        "path",
        "depth",
        "url_path",
        "slug",
        "title",
        "live",
    }
    | {"content_type_id", "locale_id", "first_published_at"}
    | {"summary", "hero_image_id", "last_reviewed", "reviewer_id", "word_count"}
)
# A site's home page stands right below the tree's root.
SITE_DEPTH = 2
NEVER = datetime.min.replace(tzinfo=UTC)
# Related articles are sought among the newest: exact up to so many pairs of article
# and topic, and no slower beyond.
PAIRS = 1000


class Candidate(NamedTuple):
    """An article that may be related to another; ``row`` holds its card's columns."""

    pk: int
    path: str
    alias_of: int | None
    published: datetime
    row: tuple[Any, ...]


class ArticleTopics:
    """The topics of some articles, and the public articles that share them.

    And the newest of their sites, for articles that share their topics with few.
    """

    def __init__(
        self,
        articles: Sequence[ArticlePage],
        *,
        among: ArticlePageQuerySet,
        hidden: Sequence[str],
    ) -> None:
        self._model, self._db = among.model, among.db
        self._columns = [
            column.attname
            for column in self._model._meta.concrete_fields
            if column.attname in CARD_COLUMNS
        ]
        self._topics: dict[int, list[Topic]] = defaultdict(list)
        self._candidates: dict[int, Candidate] = {}
        self._with_topic: dict[int, list[int]] = defaultdict(list)
        self._known: dict[int, ArticlePage] = {}
        self._read(_pairs(articles, among, hidden, self._columns), hidden)

    def _read(self, pairs: QuerySet, hidden: Sequence[str]) -> None:
        topic_model = self._model.topics.rel.model
        known: dict[int, Topic] = {}
        for pk, path, alias_of, published, live, *values in pairs:
            topic_values = values[: len(TOPIC_COLUMNS)]
            topic_pk = topic_values[0]
            if live and not path.startswith(tuple(hidden)):
                row = tuple(values[len(TOPIC_COLUMNS) :])
                self._candidates[pk] = Candidate(
                    pk, path, alias_of, published or NEVER, row
                )
                self._with_topic[topic_pk].append(pk)
            if topic_pk is None:
                continue
            if topic_pk not in known:
                known[topic_pk] = topic_model.from_db(
                    pairs.db, TOPIC_COLUMNS, topic_values
                )
            self._topics[pk].append(known[topic_pk])

    def of(self, article: ArticlePage) -> list[Topic]:
        """By name; those of a draft as its author left them."""
        drafted = _drafted_topics(article)
        topics = self._topics[article.pk] if drafted is None else drafted
        return sorted(topics, key=lambda topic: topic.name)

    def related_to(self, article: ArticlePage) -> list[ArticlePage]:
        """Those on the same site that share most topics, then the newest."""
        site = _site(article)
        shared = Counter(
            pk for topic in self.of(article) for pk in self._with_topic[topic.pk]
        )
        best = nlargest(
            RELATED,
            (
                pk
                for pk, each in self._candidates.items()
                if each.path.startswith(site) and not self._is_repeat(each, article)
            ),
            key=lambda pk: (shared[pk], self._candidates[pk].published, pk),
        )
        return [self._article(pk) for pk in best]

    def _is_repeat(self, each: Candidate, article: ArticlePage) -> bool:
        """True for the article itself and what says the same as it or another."""
        original = self._candidates.get(each.alias_of or 0)
        if original and original.path.startswith(_site(article)):
            return True
        same_text = (each.alias_of or each.pk) == (article.alias_of_id or article.pk)
        return same_text or each.pk == article.pk

    def _article(self, pk: int) -> ArticlePage:
        """Rebuilt from its row; what cards do not show is deferred."""
        if pk not in self._known:
            row = self._candidates[pk].row
            self._known[pk] = self._model.from_db(self._db, self._columns, row)
        return self._known[pk]


def _pairs(
    articles: Sequence[ArticlePage],
    among: ArticlePageQuerySet,
    hidden: Sequence[str],
    columns: Sequence[str],
) -> QuerySet:
    """Articles with each of their topics, or with none.

    These, first; the public ones that share a topic with them; the newest.
    """
    pairs = among.model.topics.through.objects
    mine = [article.pk for article in articles if article.pk]
    drafted = [
        topic for article in articles for topic in _drafted_topics(article) or ()
    ]
    theirs = pairs.filter(articlepage_id__in=mine).values("topic_id")
    public = among.live().exclude(under(hidden))
    related = public.filter(Q(topics__in=drafted) | Q(topics__in=theirs))
    wanted = Q(pk__in=mine) | Q(pk__in=related.values("pk"))
    for site in set(map(_site, articles)):
        newest = public.filter(under([site]), alias_of=None).newest_first()
        # With those that go: the article, and what shares a topic with it.
        wanted |= Q(pk__in=newest.values("pk")[: RELATED + 1])
    return (
        among.model.objects.filter(wanted)
        .order_by(
            Case(When(pk__in=mine, then=Value(0)), default=Value(1)),
            "-first_published_at",
        )
        .values_list(
            "pk",
            "path",
            "alias_of",
            "first_published_at",
            "live",
            *(f"topics__{column}" for column in TOPIC_COLUMNS),
            *columns,
        )[:PAIRS]
    )


def _site(article: ArticlePage) -> str:
    """The tree path of its site's home page."""
    return article.path[: SITE_DEPTH * article.steplen]


def _drafted_topics(article: ArticlePage) -> list[Topic] | None:
    """Topics chosen in a draft that is not saved; None where the database has them."""
    return getattr(article, "_cluster_related_objects", {}).get("topics")
