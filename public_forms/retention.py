"""What the worker has to do, could not do, or left behind; and what is thrown away."""

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

from public_forms import idempotency, rate_limits
from public_forms.personal_data import DataHolder
from public_forms.task_retries import FORESEEN, WORDS

BACKEND = "later"
SHOWN = 200
# A worker renews the lease of its task several times within it, so one that did not
# was killed.
LEASE = timedelta(minutes=2)
# How a task ends that a second signal stops.
STOPPED = ("builtins.SystemExit", "builtins.KeyboardInterrupt")
DONE_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """``problem`` is the last try's, empty before it; ``due_at`` None for at once."""

    id: str
    words: str
    since: datetime
    due_at: datetime | None
    attempt: int
    problem: str


def failed() -> list[Work]:
    """What was given up, the newest first."""
    rows = _tasks(TaskResultStatus.FAILED).order_by("-finished_at")[:SHOWN]
    return [_work(row) for row in rows]


def number_failed() -> int:
    return _tasks(TaskResultStatus.FAILED).count()


def waiting() -> list[Work]:
    """What is to be done, or being done, the next first."""
    wanted = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    rows = _tasks(*wanted).order_by("run_after", "enqueued_at")[:SHOWN]
    return [_work(row) for row in rows]


def number_delayed() -> int:
    """What failed so far, and will be tried again by itself."""
    tried = {"args_kwargs__kwargs__attempt__gte": 1}
    return (
        _tasks(TaskResultStatus.READY, TaskResultStatus.RUNNING).filter(**tried).count()
    )


@transaction.atomic
def try_again(ids: Iterable[str] | None = None) -> int:
    """Queues failed work anew, all of it without ``ids``; how many."""
    rows = _tasks(TaskResultStatus.FAILED).select_for_update()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return _queue(rows)


def renew_lease(task_id: str, now: datetime) -> None:
    """Notes that the worker of this task is alive."""
    _tasks(TaskResultStatus.RUNNING).filter(pk=task_id).update(started_at=now)


@transaction.atomic
def take_up(now: datetime) -> int:
    """Queues what a worker began and never ended, because it was killed; how many."""
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
    """Sessions that are over, and wrong passwords that count no more."""
    over = Session.objects.filter(expire_date__lt=now)
    wrong = AccessAttempt.objects.filter(
        attempt_time__lt=now - settings.AXES_COOLOFF_TIME
    )
    return over.delete()[0] + wrong.delete()[0]


SENDING = DataHolder(
    name="traces of sending",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delete_expired_work,
)
SIGN_INS = DataHolder(
    name="traces of signing in",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delete_expired_sign_ins,
)


def _tasks(*statuses: str) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(backend_name=BACKEND, status__in=statuses)


def _queue(rows: QuerySet[DBTaskResult]) -> int:
    rows = list(rows)
    for row in rows:
        for said in ("attempt", "problem"):
            row.args_kwargs["kwargs"].pop(said, None)
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
    """The words of a failure that was written for people, else an empty string."""
    kind, _, words = _last_line(traceback).partition(": ")
    return words if kind in FORESEEN else ""


def _last_line(traceback: str) -> str:
    return traceback.strip().rpartition("\n")[2]
