"""The queue of background tasks (failed, waiting, abandoned) and its retention."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

import delivery.retention
from core.site_search import without_results
from public_forms import idempotency, rate_limits
from public_forms.personal_data import DataHolder
from public_forms.task_retries import FORESEEN, WORDS

BACKEND = "later"
SHOWN = 200
# A worker renews the lease of its task several times within this period; a task whose
# lease has expired belongs to a killed worker.
LEASE = timedelta(minutes=2)
# The exceptions of a task that a second signal stops.
STOPPED = ("builtins.SystemExit", "builtins.KeyboardInterrupt")
DONE_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """A background task as the admin shows it.

    ``problem`` is the error of the last attempt, empty before the first. ``due_at`` is
    None for a task that is due at once.
    """

    id: str
    words: str
    since: datetime
    due_at: datetime | None
    attempt: int
    problem: str


def failed() -> list[Work]:
    """Tasks whose last attempt failed, the newest first."""
    rows = _tasks(TaskResultStatus.FAILED).order_by("-finished_at")[:SHOWN]
    return [_work(row) for row in rows]


def number_failed() -> int:
    return _tasks(TaskResultStatus.FAILED).count()


def waiting() -> list[Work]:
    """Queued and running tasks, the next first."""
    wanted = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    rows = _tasks(*wanted).order_by("run_after", "enqueued_at")[:SHOWN]
    return [_work(row) for row in rows]


def number_delayed() -> int:
    """The number of tasks that failed at least once and will be retried."""
    tried = {"args_kwargs__kwargs__attempt__gte": 1}
    return (
        _tasks(TaskResultStatus.READY, TaskResultStatus.RUNNING).filter(**tried).count()
    )


@transaction.atomic
def try_again(ids: Iterable[str] | None = None) -> int:
    """Queues failed tasks again, all of them without ``ids``; the number of tasks."""
    rows = _tasks(TaskResultStatus.FAILED).select_for_update()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return _queue(rows)


def renew_lease(task_id: str, now: datetime) -> None:
    """Extends the lease of a running task to ``now`` plus ``LEASE``."""
    _tasks(TaskResultStatus.RUNNING).filter(pk=task_id).update(started_at=now)


@transaction.atomic
def requeue_abandoned(now: datetime) -> int:
    """Queues the abandoned tasks of killed workers again; the number of tasks."""
    killed = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    stopped = Q(status=TaskResultStatus.FAILED, exception_class_path__in=STOPPED)
    abandoned = DBTaskResult.objects.filter(killed | stopped, backend_name=BACKEND)
    return _queue(abandoned.select_for_update(skip_locked=True))


def delete_expired_work(now: datetime) -> int:
    done = _tasks(TaskResultStatus.SUCCESSFUL).filter(finished_at__lt=now - DONE_KEPT)
    return (
        done.delete()[0]
        + rate_limits.delete_expired_counts(now)
        + idempotency.delete_expired_keys(now)
    )


def delete_expired_sign_ins(now: datetime) -> int:
    """Deletes expired sessions and sign-in failures after the cool-off period."""
    sessions = Session.objects.filter(expire_date__lt=now)
    failures = AccessAttempt.objects.filter(
        attempt_time__lt=now - settings.AXES_COOLOFF_TIME
    )
    return sessions.delete()[0] + failures.delete()[0]


SENDING = DataHolder(
    name="traces of sending",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delete_expired_work,
)
CHANGES = DataHolder(
    name="changes of content",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delivery.retention.delete_expired,
)
SEARCHES = DataHolder(
    name="searches without results",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=without_results.delete_expired,
)
SIGN_INS = DataHolder(
    name="traces of signing in",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delete_expired_sign_ins,
)


def _tasks(*statuses: str) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(backend_name=BACKEND, status__in=statuses)


def _queue(waiting: QuerySet[DBTaskResult]) -> int:
    rows = list(waiting)
    for row in rows:
        for name in ("attempt", "problem"):
            row.args_kwargs["kwargs"].pop(name, None)
        row.status, row.run_after = TaskResultStatus.READY, timezone.now()
        row.save(update_fields=["args_kwargs", "status", "run_after"])
    return len(rows)


def _work(row: DBTaskResult) -> Work:
    last_try = row.args_kwargs["kwargs"]
    is_later = row.run_after.year < 9999
    return Work(
        id=str(row.pk),
        words=WORDS.get(row.task_path, row.task_path),
        since=row.enqueued_at,
        due_at=row.run_after if is_later else None,
        attempt=last_try.get("attempt", 0) + 1,
        problem=_problem(row.traceback) or last_try.get("problem", ""),
    )


def _problem(traceback: str) -> str:
    return foreseen_problem(traceback) or _last_line(traceback)


def foreseen_problem(traceback: str) -> str:
    """The message of a foreseen exception in the traceback, else an empty string."""
    kind, _, words = _last_line(traceback).partition(": ")
    return words if kind in FORESEEN else ""


def _last_line(traceback: str) -> str:
    return traceback.strip().rpartition("\n")[2]
