"""Topics of articles, and related published articles that share them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Q, QuerySet, Value, When

from articles.models import ArticlePage, Topic
from articles.querysets import ArticlePageQuerySet
from core import dependencies
from core.page_data import under

MAX_RELATED = 3
# The columns that a card shows, and those that its URL and the ranking need.
CARD_COLUMNS = {
    *("id", "page_ptr_id", "alias_of_id", "content_type_id", "locale_id", "live"),
    *("path", "depth", "url_path", "slug", "title", "first_published_at"),
    *("summary", "hero_image_id", "last_reviewed", "reviewer_id", "word_count"),
}
# In the order of the model, as ``from_db`` takes them.
COLUMNS = [
    column.attname
    for column in ArticlePage._meta.concrete_fields
    if column.attname in CARD_COLUMNS
]
TOPIC_COLUMNS = ["id", "name", "slug", "is_condition"]
# A site's home page is a child of the root of the tree.
HOME_PAGE_DEPTH = 2
# Cache tag of answers that show the newest articles for lack of related ones.
NEWEST_ARTICLES = "newest-articles"
UNPUBLISHED = datetime.min.replace(tzinfo=UTC)
# Upper limit of pairs of article and topic that are read, newest articles first. The
# result is exact below it, and the cost is bounded above it.
MAX_PAIRS = 1000


class ArticleTopics:
    """Topics of the given articles, and the public articles that share them.

    The newest articles of their sites fill up where too few share a topic. All is read
    in one query, whose rows are pairs of article and topic.
    """

    def __init__(
        self,
        articles: Sequence[ArticlePage],
        *,
        among: ArticlePageQuerySet,
        hidden: Sequence[str],
    ) -> None:
        self._topics: dict[int, list[Topic]] = defaultdict(list)
        self._with_topic: dict[int, list[int]] = defaultdict(list)
        # Any: named tuples of the columns.
        self._candidates: dict[int, Any] = {}
        known: dict[int, Topic] = {}
        for row in _pairs(articles, among, hidden):
            topic = row.topics__id
            if row.live and not row.path.startswith(tuple(hidden)):
                self._candidates[row.id] = row
                self._with_topic[topic].append(row.id)
            if topic and topic not in known:
                known[topic] = Topic(
                    **{each: getattr(row, f"topics__{each}") for each in TOPIC_COLUMNS}
                )
            if topic:
                self._topics[row.id].append(known[topic])

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
        possible = (
            each
            for each in self._candidates.values()
            if each.path.startswith(site) and not self._is_duplicate(each, article)
        )
        best = nlargest(
            MAX_RELATED,
            possible,
            key=lambda each: (
                shared[each.id],
                each.first_published_at or UNPUBLISHED,
                each.id,
            ),
        )
        if len(best) < MAX_RELATED or not all(shared[each.id] for each in best):
            dependencies.add(NEWEST_ARTICLES)
        return [_article(each) for each in best]

    def _is_duplicate(self, each: Any, article: ArticlePage) -> bool:
        """True for the article itself and for aliases with the same text."""
        original = self._candidates.get(each.alias_of_id or 0)
        if original and original.path.startswith(_site_path(article)):
            return True
        return (each.alias_of_id or each.id) == (article.alias_of_id or article.pk)


def _pairs(
    articles: Sequence[ArticlePage],
    among: ArticlePageQuerySet,
    hidden: Sequence[str],
) -> QuerySet:
    """Pairs of article and topic; an article without a topic has one with None.

    They are named tuples. First ``articles``; then public ones that share a topic with them, and the newest.
    """
    pairs = ArticlePage.topics.through.objects
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
    given_first = Case(When(pk__in=article_pks, then=Value(0)), default=Value(1))
    rows = ArticlePage.objects.filter(condition)
    rows = rows.order_by(given_first, "-first_published_at")
    topic_columns = (f"topics__{column}" for column in TOPIC_COLUMNS)
    return rows.values_list(*COLUMNS, *topic_columns, named=True)[:MAX_PAIRS]


# Any: a named tuple of the columns.
def _article(row: Any) -> ArticlePage:
    """The article of a row; columns that cards do not show are deferred."""
    values = [getattr(row, column) for column in COLUMNS]
    return ArticlePage.from_db(DEFAULT_DB_ALIAS, COLUMNS, values)


def _site_path(article: ArticlePage) -> str:
    """Tree path of the home page of the article's site."""
    return article.path[: HOME_PAGE_DEPTH * article.steplen]


def _drafted_topics(article: ArticlePage) -> list[Topic] | None:
    """Topics chosen in an unsaved draft; None if those in the database apply."""
    return getattr(article, "_cluster_related_objects", {}).get("topics")
