"""Published threads of replies, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from comments.models import Comment
from core import dependencies
from core.compiled_queries import CompiledQuery

THREADS_PER_PAGE = 50
COUNT_ATTRIBUTE = "number_of_replies"


def replies_tag(page_id: int) -> str:
    """The cache tag of the replies to a page."""
    return f"replies-{page_id}"


@dataclass(frozen=True)
class Thread:
    """A top-level reply and the answers to it."""

    comment: Comment
    replies: list[Comment]


@dataclass(frozen=True)
class Discussion:
    """A page of ``threads``; ``total`` counts all threads, ``count`` all replies."""

    count: int
    total: int
    threads: list[Thread]


def discussion(
    page_id: int,
    *,
    offset: int = 0,
    limit: int = THREADS_PER_PAGE,
    count: int | None = None,
) -> Discussion:
    """Threads of a page from ``offset`` on, the oldest first.

    ``count``: the number of its published replies, if the caller knows it.
    """
    if count == 0:
        return Discussion(0, 0, [])
    with dependencies.narrowed(replies_tag(page_id)):
        if count and count <= limit and not offset:
            return _whole(_published(page_id))
        published = Comment.objects.filter(page_id=page_id).published()
        top_level = published.filter(parent=None)
        shown = list(top_level.select_related("person")[offset : offset + limit])
        answers = defaultdict(list)
        for answer in published.filter(parent__in=shown).select_related("person"):
            answers[answer.parent_id].append(answer)
        threads = [Thread(comment, answers[comment.pk]) for comment in shown]
        if not offset and len(shown) < limit:
            number = len(threads) + sum(len(each.replies) for each in threads)
            return Discussion(number, len(threads), threads)
        counted = published.aggregate(
            count=Count("pk"), total=Count("pk", filter=Q(parent=None))
        )
        return Discussion(**counted, threads=threads)


@CompiledQuery
def _published(page_id: int) -> QuerySet:
    """All published replies to a page, with the people of the clinic who wrote some."""
    shown = Comment.objects.filter(page_id=page_id).published()
    return shown.select_related("person")


def _whole(comments: Sequence[Comment]) -> Discussion:
    """The discussion of which these are all comments, in order."""
    threads = [Thread(each, []) for each in comments if each.parent_id is None]
    by_key = {each.comment.pk: each for each in threads}
    for comment in comments:
        if thread := by_key.get(comment.parent_id or 0):
            thread.replies.append(comment)
    number = len(threads) + sum(len(each.replies) for each in threads)
    return Discussion(number, len(threads), threads)


def page_numbers(page_id: int) -> dict[int, int]:
    """Page number of each thread, by the key of its top-level reply."""
    top_level = Comment.objects.filter(page_id=page_id, parent=None).published()
    with dependencies.narrowed(replies_tag(page_id)):
        keys = list(top_level.values_list("pk", flat=True))
    return {key: position // THREADS_PER_PAGE + 1 for position, key in enumerate(keys)}


def newest(page_id: int, number: int) -> list[Comment]:
    """The newest published replies to a page, at most so many."""
    shown = Comment.objects.filter(page_id=page_id).published()
    with dependencies.narrowed(replies_tag(page_id)):
        ordered = shown.order_by("-created_at", "-pk")
        return list(ordered.select_related("person")[:number])


@CompiledQuery
def _counted(pages: Sequence[int]) -> QuerySet:
    """Page key and number of published replies, for the pages that have some."""
    shown = Comment.objects.filter(page_id__in=pages).published().order_by()
    return shown.values_list("page_id").annotate(number=Count("pk"))


def counts(pages: Iterable[Page]) -> dict[int, int]:
    """Number of published replies by page key; uses ``count_annotation`` if present."""
    annotated = {page.pk: vars(page).get(COUNT_ATTRIBUTE) for page in pages}
    missing = [pk for pk, count in annotated.items() if count is None]
    stored = [pk for pk in missing if pk]
    with dependencies.narrowed(*map(replies_tag, annotated)):
        counted = dict(_counted(stored)) if stored else {}
    return {**annotated, **dict.fromkeys(missing, 0), **counted}


def count_annotation() -> dict[str, Coalesce]:
    """Queryset annotation with the reply count of each page, for ``counts``."""
    published = Comment.objects.filter(page_id=OuterRef("pk")).published().order_by()
    by_page = published.values("page_id").annotate(number=Count("pk"))
    return {COUNT_ATTRIBUTE: Coalesce(Subquery(by_page.values("number")), 0)}
