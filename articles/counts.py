"""Numbers of public articles: of all, by topic and by person.

Most articles are public: counting all by an index, and those that are not, is faster
than looking at each. The answers of a worker share them until a change touches them.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from wagtail.models import Page

from articles.lists import ARTICLE_PATH_LENGTH, PAIRS, kind_of_articles, written_by
from articles.models import ArticlePage, Topic
from clinic.models import Person
from core.keys_first import number_of
from core.path_lookups import end_of
from core.shared_values import shared


def number_of_articles(
    below: str, *, hidden: Sequence[str], topic: Topic | None = None
) -> int:
    """The number of articles of ``article_pages``, or of those with the topic."""
    key = ("number of articles", below, tuple(hidden), topic and topic.pk)
    number = partial(_number_of_articles, below, hidden=hidden, topic=topic)
    return int(shared(key, number))


def _number_of_articles(
    below: str, *, hidden: Sequence[str], topic: Topic | None
) -> int:
    left_out = _left_out(below, hidden)
    if topic is None:
        everything = Page.objects.filter(content_type=kind_of_articles()).order_by()
        return everything.count() - left_out.count()
    pairs = PAIRS.filter(topic=topic)
    # Not ``number_of``: no change of a draft's topics ends what answers share.
    return pairs.count() - pairs.filter(articlepage_id__in=left_out).count()


def number_by_person(pages: QuerySet[Page], person: Person) -> int:
    """The number of these articles that the person wrote or reviewed."""
    is_listed = Exists(pages.order_by().filter(pk=OuterRef("pk")))
    return number_of(written_by(person).filter(is_listed))


class Written(NamedTuple):
    """Numbers of the articles that a person wrote, and of those that they reviewed."""

    written: int
    reviewed: int


def numbers_by_person(
    people: Sequence[Person], below: str, *, hidden: Sequence[str]
) -> dict[int, Written]:
    """Both numbers for each of these people, by their keys."""
    key = ("numbers by person", below, tuple(hidden))
    written, reviewed = shared(key, partial(_numbers_by_person, below, hidden))
    return {
        each.pk: Written(written.get(each.pk, 0), reviewed.get(each.pk, 0))
        for each in people
    }


def _numbers_by_person(below: str, hidden: Sequence[str]) -> list[Counter[int]]:
    """By author and by reviewer, each from an index of the articles."""
    left_out = ArticlePage.objects.filter(pk__in=_left_out(below, hidden))
    return [
        _by_person(ArticlePage.objects.all(), name) - _by_person(left_out, name)
        for name in ("author", "reviewer")
    ]


def _by_person(articles: QuerySet, name: str) -> Counter[int]:
    having = articles.order_by().filter(**{f"{name}__isnull": False})
    return Counter(dict(having.values_list(f"{name}_id").annotate(Count(f"{name}_id"))))


def number_by_topic(below: str, *, hidden: Sequence[str]) -> dict[int, int]:
    """The same for each topic, by its key; topics without an article are left out."""
    key = ("number by topic", below, tuple(hidden))
    numbers: dict[int, int] = shared(key, partial(_number_by_topic, below, hidden))
    return numbers


def _number_by_topic(below: str, hidden: Sequence[str]) -> dict[int, int]:
    numbers = topic_counts(PAIRS.all())
    left_out = PAIRS.filter(articlepage_id__in=_left_out(below, hidden))
    for topic, number in topic_counts(left_out).items():
        numbers[topic] -= number
    return {topic: number for topic, number in numbers.items() if number}


def topic_counts(pairs: QuerySet) -> dict[int, int]:
    """The number of these pairs of article and topic by the topic's key."""
    return dict(pairs.order_by().values_list("topic_id").annotate(Count("topic_id")))


def _left_out(below: str, hidden: Sequence[str]) -> QuerySet:
    """Keys of the articles that ``article_pages`` leaves out, each part by an index."""
    articles = Page.objects.filter(content_type=kind_of_articles()).order_by()
    # Articles have no pages below them.
    exact = [path for path in hidden if len(path) >= ARTICLE_PATH_LENGTH]
    sections = [path for path in hidden if len(path) < ARTICLE_PATH_LENGTH]
    parts = [
        articles.filter(live=False, path__gte=below),
        articles.filter(path__lt=below),
    ]
    if end := end_of(below):
        parts.append(articles.filter(path__gte=end))
    if exact:
        parts.append(articles.filter(path__in=exact))
    parts += [articles.filter(path__startswith=path) for path in sections]
    first, *others = (part.values("pk") for part in parts)
    return first.union(*others)
