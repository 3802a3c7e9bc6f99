"""Copies of large page trees in the background, and their progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

from django.db.models import Count, Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from core.models import User
from home.tasks import copy_tree
from public_forms import retention

INTERNAL_ERROR = "Something went wrong on our side. Nothing was copied."

Status = Literal["queued", "running", "done", "failed"]
STATUSES: dict[str, Status] = {
    TaskResultStatus.READY: "queued",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


@dataclass(frozen=True)
class Progress:
    """Progress of a copy; ``page_id`` is its first page, None until it is done.

    ``title`` is empty where the copy keeps that of the source; ``problem`` is empty
    unless the copy failed. ``pages_total`` follows the source until the copy begins.
    """

    id: str
    status: Status
    source_id: int
    title: str
    pages_copied: int
    pages_total: int
    page_id: int | None
    problem: str
    asked_at: datetime


def start(
    source: Page,
    *,
    to: Page,
    title: str,
    slug: str,
    publish: bool,
    alias: bool = False,
    by: User,
) -> Progress:
    """Queues a copy whose arguments have been validated.

    With ``alias`` a tree of aliases, which keep the title and are always published.
    """
    result = copy_tree.enqueue(
        source.pk,
        to.pk,
        by.pk,
        title=title,
        slug=slug,
        publish=publish,
        key=str(uuid4()),
        alias=alias,
        token=by.api_token.pk if by.api_token else None,
    )
    # The result of the database's backend has its row.
    [progress] = progress_of([result.db_result])  # type: ignore[attr-defined]
    return progress


def requested_by(user: User) -> QuerySet[DBTaskResult]:
    """Task results of the copies that this user requested, newest first."""
    rows = DBTaskResult.objects.filter(
        task_path=copy_tree.module_path, args_kwargs__args__2=user.pk
    )
    return rows.order_by("-enqueued_at")


def progress_of(rows: Iterable[DBTaskResult]) -> list[Progress]:
    """Progress of these tasks, in two queries."""
    rows = list(rows)
    sources = Q(pk__in={_source_id(row) for row in rows})
    copies = Q(translation_key__in={_key(row) for row in rows if _is_running(row)})
    sizes = _sizes(Page.objects.filter(sources | copies))
    return [_progress(row, sizes) for row in rows]


def _sizes(first_pages: QuerySet[Page]) -> dict[int | str, int]:
    """Number of pages of each tree, by id and translation key of its first page."""
    pages = list(first_pages.values_list("pk", "translation_key", "path"))
    counts = Page.objects.aggregate(
        **{f"of_{pk}": Count("pk", filter=Q(path__startswith=p)) for pk, _, p in pages}
    )
    return {name: counts[f"of_{pk}"] for pk, key, _ in pages for name in (pk, str(key))}


def _progress(row: DBTaskResult, sizes: dict[int | str, int]) -> Progress:
    total, copied = sizes.get(_source_id(row), 0), 0
    if _is_running(row):
        copied = sizes.get(_key(row), 0)
    # Tasks that finished before results were stored have none.
    if result := row.return_value:
        total = copied = result["pages"]
    return Progress(
        id=str(row.pk),
        status=_status(row),
        source_id=_source_id(row),
        title=row.args_kwargs["kwargs"]["title"],
        pages_copied=copied,
        pages_total=total,
        page_id=result["page"] if result else None,
        problem=_problem(row),
        asked_at=row.enqueued_at,
    )


def _status(row: DBTaskResult) -> Status:
    status = STATUSES[row.status]
    if status == "failed" and row.exception_class_path in retention.STOPPED:
        # The next worker runs it again.
        return "queued"
    return status


def _problem(row: DBTaskResult) -> str:
    if _status(row) != "failed":
        return ""
    return retention.foreseen_problem(row.traceback) or INTERNAL_ERROR


def _is_running(row: DBTaskResult) -> bool:
    return row.status == TaskResultStatus.RUNNING


def _source_id(row: DBTaskResult) -> int:
    return row.args_kwargs["args"][0]


def _key(row: DBTaskResult) -> str:
    return row.args_kwargs["kwargs"]["key"]
