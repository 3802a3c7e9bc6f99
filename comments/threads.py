"""The replies that visitors read, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comments.models import Comment

THREADS_ON_A_PAGE = 50


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
        count=published.count(),
        total=beginnings.count(),
        threads=[Thread(comment, answers[comment.pk]) for comment in shown],
    )


def numbers(page_id: int) -> dict[int, int]:
    """On which page of replies each thread stands, by the reply that begins it."""
    beginnings = Comment.objects.filter(page_id=page_id, parent=None).published()
    keys = beginnings.values_list("pk", flat=True)
    return {key: place // THREADS_ON_A_PAGE + 1 for place, key in enumerate(keys)}


def counts(page_ids: Iterable[int]) -> dict[int, int]:
    """How many replies visitors read on each page; a page without any is left out."""
    return Comment.objects.filter(page_id__in=page_ids).published().count_by_page()
