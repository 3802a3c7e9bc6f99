"""Copies of large trees by the worker: started by a person, and their progress."""

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

# Fewer take a few seconds, which one can wait for.
LARGE = 20
OUR_MISTAKE = "Something went wrong on our side. Nothing was copied."

Status = Literal["queued", "running", "done", "failed"]
STATUSES: dict[str, Status] = {
    TaskResultStatus.READY: "queued",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


@dataclass(frozen=True)
class Progress:
    """``page_id``: of the first page of the copy, once it is done.

    ``title`` is empty where the copy keeps that of the source; ``problem`` is empty
    unless the copy failed. The source may grow or shrink until the copy begins, and
    ``pages_total`` with it.
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
    source: Page, *, to: Page, title: str, slug: str, publish: bool, by: User
) -> Progress:
    """Queues the copy; what it asks for has been checked."""
    result = copy_tree.enqueue(
        source.pk,
        to.pk,
        by.pk,
        title=title,
        slug=slug,
        publish=publish,
        key=str(uuid4()),
    )
    [progress] = progress_of([result.db_result])
    return progress


def asked_by(user: User) -> QuerySet[DBTaskResult]:
    """The tasks of the copies that this person asked for, the newest first."""
    rows = DBTaskResult.objects.filter(
        task_path=copy_tree.module_path, args_kwargs__args__2=user.pk
    )
    return rows.order_by("-enqueued_at")


def progress_of(rows: Iterable[DBTaskResult]) -> list[Progress]:
    """In two queries, however many copies and pages there are."""
    rows = list(rows)
    sources = Q(pk__in={_source_id(row) for row in rows})
    copies = Q(translation_key__in={_key(row) for row in rows if _runs(row)})
    sizes = _sizes(Page.objects.filter(sources | copies))
    return [_progress(row, sizes) for row in rows]


def _sizes(first_pages: QuerySet[Page]) -> dict[int | str, int]:
    """The number of pages of each tree, by the id and translation key of its first."""
    pages = list(first_pages.values_list("pk", "translation_key", "path"))
    counts = Page.objects.aggregate(
        **{f"of_{pk}": Count("pk", filter=Q(path__startswith=p)) for pk, _, p in pages}
    )
    return {name: counts[f"of_{pk}"] for pk, key, _ in pages for name in (pk, str(key))}


def _progress(row: DBTaskResult, sizes: dict[int | str, int]) -> Progress:
    total, copied = sizes.get(_source_id(row), 0), 0
    if _runs(row):
        copied = sizes.get(_key(row), 0)
    # Copies that ended before results were kept have none.
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
        # The next worker takes it up.
        return "queued"
    return status


def _problem(row: DBTaskResult) -> str:
    if _status(row) != "failed":
        return ""
    return retention.foreseen_problem(row.traceback) or OUR_MISTAKE


def _runs(row: DBTaskResult) -> bool:
    return row.status == TaskResultStatus.RUNNING


def _source_id(row: DBTaskResult) -> int:
    return row.args_kwargs["args"][0]


def _key(row: DBTaskResult) -> str:
    return row.args_kwargs["kwargs"]["key"]
