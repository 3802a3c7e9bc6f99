"""Topics of articles, and related published articles that share them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, Value, When

from articles.models import ArticlePage, Topic
from articles.querysets import ArticlePageQuerySet
from core.page_data import under

MAX_RELATED = 3
TOPIC_COLUMNS = ["id", "name", "slug", "is_condition"]
# The columns that a card shows, and those that its URL and the ranking need.
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
# A site's home page is a child of the root of the tree.
HOME_PAGE_DEPTH = 2
UNPUBLISHED = datetime.min.replace(tzinfo=UTC)
# Upper limit of pairs of article and topic that are read, newest articles first. The
# result is exact below it, and the cost is bounded above it.
MAX_PAIRS = 1000


class Candidate(NamedTuple):
    """A possible related article; ``row`` holds the columns of its card."""

    pk: int
    path: str
    alias_of: int | None
    published: datetime
    row: tuple[Any, ...]


class ArticleTopics:
    """Topics of the given articles, and the public articles that share them.

    The newest articles of their sites fill up where too few share a topic.
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
        self._articles_by_pk: dict[int, ArticlePage] = {}
        self._read(_article_topic_rows(articles, among, hidden, self._columns), hidden)

    def _read(self, pairs: QuerySet, hidden: Sequence[str]) -> None:
        topic_model = self._model.topics.rel.model
        known: dict[int, Topic] = {}
        for pk, path, alias_of, published, live, *values in pairs:
            topic_values = values[: len(TOPIC_COLUMNS)]
            topic_pk = topic_values[0]
            if live and not path.startswith(tuple(hidden)):
                row = tuple(values[len(TOPIC_COLUMNS) :])
                self._candidates[pk] = Candidate(
                    pk, path, alias_of, published or UNPUBLISHED, row
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
        """Topics of the article by name; for an unsaved draft, those chosen in it."""
        drafted = _drafted_topics(article)
        topics = self._topics[article.pk] if drafted is None else drafted
        return sorted(topics, key=lambda topic: topic.name)

    def related_to(self, article: ArticlePage) -> list[ArticlePage]:
        """Articles of the same site that share most topics, then the newest."""
        site = _site_path(article)
        shared = Counter(
            pk for topic in self.of(article) for pk in self._with_topic[topic.pk]
        )
        best = nlargest(
            MAX_RELATED,
            (
                pk
                for pk, each in self._candidates.items()
                if each.path.startswith(site) and not self._is_duplicate(each, article)
            ),
            key=lambda pk: (shared[pk], self._candidates[pk].published, pk),
        )
        return [self._article(pk) for pk in best]

    def _is_duplicate(self, each: Candidate, article: ArticlePage) -> bool:
        """True for the article itself and for aliases with the same text."""
        original = self._candidates.get(each.alias_of or 0)
        if original and original.path.startswith(_site_path(article)):
            return True
        same_text = (each.alias_of or each.pk) == (article.alias_of_id or article.pk)
        return same_text or each.pk == article.pk

    def _article(self, pk: int) -> ArticlePage:
        """The article built from its row; columns that cards do not show are deferred."""
        if pk not in self._articles_by_pk:
            row = self._candidates[pk].row
            self._articles_by_pk[pk] = self._model.from_db(self._db, self._columns, row)
        return self._articles_by_pk[pk]


def _article_topic_rows(
    articles: Sequence[ArticlePage],
    among: ArticlePageQuerySet,
    hidden: Sequence[str],
    columns: Sequence[str],
) -> QuerySet:
    """Rows of article and topic, one for each topic, or one without a topic.

    First ``articles``; then public ones that share a topic with them, and the newest.
    """
    pairs = among.model.topics.through.objects
    article_pks = [article.pk for article in articles if article.pk]
    drafted = [
        topic for article in articles for topic in _drafted_topics(article) or ()
    ]
    topic_pks = pairs.filter(articlepage_id__in=article_pks).values("topic_id")
    public = among.live().exclude(under(hidden))
    related = public.filter(Q(topics__in=drafted) | Q(topics__in=topic_pks))
    condition = Q(pk__in=article_pks) | Q(pk__in=related.values("pk"))
    for site in set(map(_site_path, articles)):
        newest = public.filter(under([site]), alias_of=None).newest_first()
        # One more than needed, because the article itself is dropped from the result.
        condition |= Q(pk__in=newest.values("pk")[: MAX_RELATED + 1])
    return (
        among.model.objects.filter(condition)
        .order_by(
            Case(When(pk__in=article_pks, then=Value(0)), default=Value(1)),
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
        )[:MAX_PAIRS]
    )


def _site_path(article: ArticlePage) -> str:
    """Tree path of the home page of the article's site."""
    return article.path[: HOME_PAGE_DEPTH * article.steplen]


def _drafted_topics(article: ArticlePage) -> list[Topic] | None:
    """Topics chosen in an unsaved draft; None if those in the database apply."""
    return getattr(article, "_cluster_related_objects", {}).get("topics")
