"""The replies that visitors read, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from comments.models import Comment

THREADS_ON_A_PAGE = 50
COUNT = "number_of_replies"


@dataclass(frozen=True)
class Thread:
    """A reply and what was answered to it."""

    comment: Comment
    replies: list[Comment]


@dataclass(frozen=True)
class Discussion:
    """``count`` is of all replies, ``total`` of the threads; ``threads`` are a part."""

    count: int
    total: int
    threads: list[Thread]


def discussion(
    page_id: int, *, offset: int = 0, limit: int = THREADS_ON_A_PAGE
) -> Discussion:
    """The oldest first, as people read."""
    published = Comment.objects.filter(page_id=page_id).published()
    beginnings = published.filter(parent=None)
    shown = list(beginnings.select_related("person")[offset : offset + limit])
    answers = defaultdict(list)
    for answer in published.filter(parent__in=shown).select_related("person"):
        answers[answer.parent_id].append(answer)
    return Discussion(
        **published.aggregate(
            count=Count("pk"), total=Count("pk", filter=Q(parent=None))
        ),
        threads=[Thread(comment, answers[comment.pk]) for comment in shown],
    )


def numbers(page_id: int) -> dict[int, int]:
    """On which page of replies each thread stands, by the reply that begins it."""
    beginnings = Comment.objects.filter(page_id=page_id, parent=None).published()
    keys = beginnings.values_list("pk", flat=True)
    return {key: place // THREADS_ON_A_PAGE + 1 for place, key in enumerate(keys)}


def counts(pages: Iterable[Page]) -> dict[int, int]:
    """How many replies visitors read on each of the pages, by key."""
    came_along = {page.pk: vars(page).get(COUNT) for page in pages}
    others = [pk for pk, count in came_along.items() if count is None]
    if not others:
        return came_along
    asked = Comment.objects.filter(page_id__in=others).published().count_by_page()
    return {**came_along, **dict.fromkeys(others, 0), **asked}


def count_along() -> dict[str, Coalesce]:
    """Annotations by which pages come with their counts, for ``counts``."""
    published = Comment.objects.filter(page_id=OuterRef("pk")).published().order_by()
    by_page = published.values("page_id").annotate(number=Count("pk"))
    return {COUNT: Coalesce(Subquery(by_page.values("number")), 0)}
