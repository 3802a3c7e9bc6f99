"""Related public articles, which share topics.

An article is related to another of its site by a topic if it is one of the 100 public
articles with this topic that were created last. Those that are related by most topics
come first, then the newest; the newest of the site fill up. So the cost does not depend
on the number of articles; see docs/decisions/0016-related-articles.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Value

from articles.card_rows import ArticleTopics, read_cards
from articles.lists import NEWEST_FIRST, PAIRS, article_pages, kind_of_articles
from articles.models import ArticlePage, Topic
from core import dependencies, prepared_statements
from core.aliases import without_repeats
from core.shared_values import recalled, remember

MAX_RELATED = 3
# The newest articles of a topic among which related ones are looked for.
NEWEST_OF_TOPIC = 100
# SQLite takes 500 queries joined by UNION ALL.
MOST_QUERIES = 400
# A site's home page is a child of the root of the tree.
HOME_PAGE_DEPTH = 2
NO_TOPIC = 0
# Replaced by the key of each topic in the parameters of a compiled query.
ANY_TOPIC = -1
# Cache tag of answers that show the newest articles for lack of related ones.
NEWEST_ARTICLES = "newest-articles"


class Candidate(NamedTuple):
    """An article that may be related by a topic; ``topic_id`` is NO_TOPIC for the newest.

    ``published_at`` is as the database has it, to be compared only.
    """

    topic_id: int
    site_path: str
    id: int
    alias_of_id: int | None
    # Any: text in SQLite.
    published_at: Any


# The tree path of a site's home page and the key of a topic, or NO_TOPIC.
Wanted = tuple[str, int]
# The values of a Candidate, hence Any.
Row = tuple[Any, ...]


class RelatedArticles:
    """The public articles related to each of the given ones, in at most two queries.

    ``lists`` has those of each article, in the order of the given articles; ``topics``
    has the topics of all of them.
    """

    def __init__(
        self,
        articles: Sequence[ArticlePage],
        topics: ArticleTopics,
        *,
        hidden: Sequence[str],
    ) -> None:
        wanted = [_wanted(each, topics.of(each)) for each in articles]
        candidates = _candidates(set().union(*wanted), hidden)
        chosen = [
            _best(each, [one for place in places for one in candidates[place]])
            for each, places in zip(articles, wanted, strict=True)
        ]
        keys = {key for best in chosen for key in best}
        by_key, pairs = read_cards(sorted(keys))
        self.topics = ArticleTopics((), pairs)
        self.lists = [[by_key[key] for key in best if key in by_key] for best in chosen]


def _best(article: ArticlePage, candidates: Iterable[Candidate]) -> list[int]:
    """The keys of the candidates that share most topics, then of the newest."""
    own = article.alias_of_id or article.pk
    # Neither the article itself nor an alias with the same text.
    here = [each for each in candidates if (each.alias_of_id or each.id) != own]
    shared = Counter(each.id for each in here if each.topic_id != NO_TOPIC)
    known = {each.id: each for each in here}
    best = nlargest(
        MAX_RELATED,
        known,
        key=lambda key: (
            shared[key],
            known[key].published_at is not None,
            known[key].published_at,
            key,
        ),
    )
    if len(best) < MAX_RELATED or not all(shared[key] for key in best):
        dependencies.add(NEWEST_ARTICLES)
    return best


def _wanted(article: ArticlePage, topics: Iterable[Topic]) -> set[Wanted]:
    """The site of the article, and its topics there."""
    site = _site_path(article)
    return {(site, NO_TOPIC), *((site, topic.pk) for topic in topics)}


def _candidates(
    wanted: Iterable[Wanted], hidden: Sequence[str]
) -> dict[Wanted, list[Candidate]]:
    """The newest articles of each site, and of each of its topics.

    Other answers share them, as long as no change touches the topic.
    """
    found: dict[Wanted, list[Row] | None] = {
        each: recalled((NEWEST_ARTICLES, *each)) for each in wanted
    }
    missing = [each for each, rows in found.items() if rows is None]
    for each, rows in _read(missing, tuple(hidden)).items():
        found[each] = rows
        _, topic = each
        tag = NEWEST_ARTICLES if topic == NO_TOPIC else f"topic-{topic}"
        remember((NEWEST_ARTICLES, *each), rows, tag, "restrictions")
    return {each: [*map(Candidate._make, rows or ())] for each, rows in found.items()}


def _read(wanted: Sequence[Wanted], hidden: tuple[str, ...]) -> dict[Wanted, list[Row]]:
    """The rows of Candidate of each site and topic."""
    kind = kind_of_articles().pk
    found: dict[Wanted, list[Row]] = {each: [] for each in wanted}
    for start in range(0, len(wanted), MOST_QUERIES):
        some = wanted[start : start + MOST_QUERIES]
        for row in _rows([_query(site, topic, hidden, kind) for site, topic in some]):
            topic, site, *_ = row
            found[site, topic].append(row)
    return found


# SQL and its parameters, of any type.
Compiled = tuple[str, tuple[Any, ...]]


def _query(site: str, topic: int, hidden: tuple[str, ...], kind: int) -> Compiled:
    newest, (sql, params) = _compiled(site, hidden, kind)
    if topic == NO_TOPIC:
        return newest
    return sql, tuple(topic if each == ANY_TOPIC else each for each in params)


# Compiling them takes longer than the queries themselves.
@lru_cache(maxsize=100)
def _compiled(site: str, hidden: tuple[str, ...], kind: int) -> list[Compiled]:
    """The newest of the site, and those of ANY_TOPIC.

    ``kind``: the key of the articles' content type, which is among the parameters.
    """
    public = without_repeats(article_pages(site, hidden=hidden))
    # One more than needed, because the article itself is dropped from the result.
    newest = public.order_by(*NEWEST_FIRST)[: MAX_RELATED + 1]
    newest = newest.values_list(
        Value(NO_TOPIC), Value(site), "pk", "alias_of_id", "first_published_at"
    )
    is_public = Exists(public.order_by().filter(pk=OuterRef("articlepage_id")))
    # By key, for which the pairs have an index.
    of_topic = PAIRS.filter(is_public, topic=ANY_TOPIC).order_by("-articlepage_id")
    of_topic = of_topic[:NEWEST_OF_TOPIC].values_list(
        Value(ANY_TOPIC),
        Value(site),
        "articlepage_id",
        "articlepage__alias_of_id",
        "articlepage__first_published_at",
    )
    return [
        prepared_statements.with_literals(each.query.sql_with_params(), {ANY_TOPIC})
        for each in (newest, of_topic)
    ]


def _rows(queries: Sequence[Compiled]) -> list[Row]:
    # SQLite takes LIMIT only in subqueries of a UNION.
    sql = " UNION ALL ".join(
        f"SELECT * FROM ({each}) AS found"  # noqa: S608 - made by Django
        for each, _ in queries
    )
    params = [value for _, values in queries for value in values]
    with prepared_statements.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _site_path(article: ArticlePage) -> str:
    """Tree path of the home page of the article's site."""
    return article.path[: HOME_PAGE_DEPTH * article.steplen]
