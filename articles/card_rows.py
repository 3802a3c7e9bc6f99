"""Articles as cards show them, and the topics of articles, in one query each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from articles.lists import PAIRS
from articles.models import ArticlePage, Topic
from core.compiled_queries import CompiledQuery

# The columns that a card shows, and those that its URL needs.
CARD_COLUMNS = {
    *("id", "page_ptr_id", "alias_of_id", "content_type_id", "locale_id", "live"),
    *("path", "depth", "url_path", "slug", "title", "first_published_at"),
    *(
        "summary",
        "hero_image_id",
        "last_reviewed",
        "reviewer_id",
        "author_id",
        "word_count",
    ),
}
# In the order of the model, as ``from_db`` takes them.
COLUMNS = [
    column.attname
    for column in ArticlePage._meta.concrete_fields
    if column.attname in CARD_COLUMNS
]
TOPIC_COLUMNS = ["id", "name", "slug", "is_condition"]


@CompiledQuery
def _topics_of(articles: Sequence[int]) -> QuerySet:
    """Key of the article and TOPIC_COLUMNS of each topic of these articles."""
    columns = (f"topic__{column}" for column in TOPIC_COLUMNS)
    pairs = PAIRS.filter(articlepage_id__in=articles)
    return pairs.values_list("articlepage_id", *columns)


@CompiledQuery
def _card_rows(keys: Sequence[int]) -> QuerySet:
    """COLUMNS of these articles and TOPIC_COLUMNS, once for each topic or for none."""
    columns = (f"topics__{column}" for column in TOPIC_COLUMNS)
    found = ArticlePage.objects.filter(pk__in=keys).order_by()
    return found.values_list("pk", *columns, *COLUMNS)


class ArticleTopics:
    """Topics of the given articles, in one query.

    ``pairs``: the key of an article and TOPIC_COLUMNS of each topic of others. Any: of
    each column's type.
    """

    def __init__(
        self, articles: Iterable[ArticlePage], pairs: Iterable[Sequence[Any]] = ()
    ) -> None:
        self._topics: dict[int, list[Topic]] = defaultdict(list)
        known: dict[int, Topic] = {}
        keys = [article.pk for article in articles if article.pk]
        own = _topics_of(keys) if keys else []
        for key, pk, *values in [*own, *pairs]:
            topic = known.get(pk) or known.setdefault(pk, _topic(pk, *values))
            self._topics[key].append(topic)

    def of(self, article: ArticlePage) -> list[Topic]:
        """Topics of the article by name; for an unsaved draft, those chosen in it."""
        drafted = getattr(article, "_cluster_related_objects", {}).get("topics")
        topics = self._topics[article.pk] if drafted is None else drafted
        return sorted(topics, key=lambda topic: topic.name)


def _topic(*values: Any) -> Topic:
    """The topic with these values of TOPIC_COLUMNS, hence Any."""
    return Topic(**dict(zip(TOPIC_COLUMNS, values, strict=True)))


def read_cards(
    keys: Sequence[int],
) -> tuple[dict[int, ArticlePage], list[tuple[Any, ...]]]:
    """The articles by key, without what no card shows, and the pairs of their topics."""
    articles: dict[int, ArticlePage] = {}
    pairs = []
    for row in _card_rows(keys):
        key, pair = row[0], row[: 1 + len(TOPIC_COLUMNS)]
        if key not in articles:
            columns = row[len(pair) :]
            articles[key] = ArticlePage.from_db(DEFAULT_DB_ALIAS, COLUMNS, columns)
        if pair[1] is not None:
            pairs.append(pair)
    return articles, pairs
