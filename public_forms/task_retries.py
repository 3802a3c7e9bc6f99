"""Background tasks with retries and back-off, run by the worker (``db_worker``)."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import (
    DEFAULT_TASK_PRIORITY,
    TASK_MAX_PRIORITY,
    Task,
    TaskResultStatus,
)
from django_tasks_db.models import DBTaskResult, get_date_max

from core.error_views import DATABASE_AWAY

logger = logging.getLogger("gait.background")

# The back-off covers outages of a minute, an hour or a night.
RETRY_DELAYS_SECONDS = (60, 300, 1800, 7200, 21_600, 43_200)
# For tasks that a person's safety depends on: they run before all others, and retry
# often, for about a day as above.
URGENT_PRIORITY = TASK_MAX_PRIORITY
URGENT_RETRY_DELAYS_SECONDS = (60,) * 60 + (300,) * 276
# Replaces the database's error message, which may contain values.
DATABASE_PROBLEM = "The database did not answer or gave up the transaction."

# Descriptions of the tasks for staff, by task path.
WORDS: dict[str, str] = {}
# Paths of exceptions whose message is shown to staff instead of the traceback.
FORESEEN: set[str] = set()


def later(
    *,
    does: str,
    on: type[Exception],
    retry_delays_seconds: Sequence[int] = RETRY_DELAYS_SECONDS,
    priority: int = DEFAULT_TASK_PRIORITY,
) -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """Makes a background task that is retried when ``on`` is raised.

    It is also retried when the database fails. The message of ``on`` appears in the log
    and in the admin, so it must hold no personal data. After the last wait the task is
    failed and listed in the admin. Due tasks run by ``priority``, the highest first.
    Enqueue it in the transaction that causes it, with primary keys only: arguments are
    stored. ``does`` describes the task in the admin. The return value is JSON, stored
    as long as the task's row.
    """

    # Any: what the task returns.
    def decorate(function: Callable[..., Any]) -> Task[..., Any]:
        @wraps(function)
        def run(*args: Any, attempt: int = 0, problem: str = "", **kwargs: Any) -> Any:
            # ``problem`` is stored for the admin only; this attempt does not use it.
            try:
                return function(*args, **kwargs)
            except (on, *DATABASE_AWAY) as failure:
                if attempt == len(retry_delays_seconds):
                    raise
                wait = retry_delays_seconds[attempt]
                reason = str(failure) if isinstance(failure, on) else DATABASE_PROBLEM
                if not connection.is_usable():
                    # Django opens a new connection for the next query.
                    connection.close()
                again = made.using(run_after=timezone.now() + timedelta(seconds=wait))
                again.enqueue(*args, attempt=attempt + 1, problem=reason, **kwargs)
                logger.warning("%s: %s Next try in %d s.", does, reason, wait)

        made = task(backend="later", priority=priority)(run)
        WORDS[made.module_path] = does
        FORESEEN.add(f"{on.__module__}.{on.__qualname__}")
        return made

    return decorate


def is_queued(task: Task, *args: Any, within: timedelta) -> bool:
    """True if the same task is queued to start ``within`` this period.

    Locks its row until this transaction ends (on SQLite the whole database), so that
    the task sees the changes of this transaction. A row locked by a worker does not
    count.
    """
    soon = Q(run_after__lte=timezone.now() + within) | Q(run_after=get_date_max())
    rows = DBTaskResult.objects.filter(
        soon,
        status=TaskResultStatus.READY,
        task_path=task.module_path,
        args_kwargs__args=list(args),
    )
    return rows.select_for_update(skip_locked=True).first() is not None
