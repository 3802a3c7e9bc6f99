"""Work that leaves the building: done later by the worker, and tried again."""

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

# A mail server is away for a minute, an hour or a night.
PATIENCE_SECONDS = (60, 300, 1800, 7200, 21_600, 43_200)
# For what a person's safety depends on: before all other tasks, and as soon as the
# server is back. For a day, as above.
URGENT_PRIORITY = TASK_MAX_PRIORITY
URGENT_PATIENCE_SECONDS = (60,) * 60 + (300,) * 276
# Said in place of the error, which may quote values.
DATABASE_PROBLEM = "The database did not answer or gave up the transaction."

# What each task does, in words for staff, by the path that its rows name.
WORDS: dict[str, str] = {}
# What may go wrong with them, by its path in a traceback; its words say all.
FORESEEN: set[str] = set()


def later(
    *,
    does: str,
    on: type[Exception],
    waits_seconds: Sequence[int] = PATIENCE_SECONDS,
    priority: int = DEFAULT_TASK_PRIORITY,
) -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """A task of the worker, which tries again after each wait when ``on`` is raised.

    So it does when the database fails. The words of ``on`` go into the log and the
    admin, so they hold nothing personal. After the last wait the failure stands in the
    admin. Of the tasks that are due, those of the highest ``priority`` are done first.
    Enqueue it in the transaction that causes it, with keys of rows alone: arguments are
    kept. ``does`` says in the admin what failed, or still waits. What the task returns
    is JSON, and kept as long as its row.
    """

    # Any: what the task returns.
    def decorate(function: Callable[..., Any]) -> Task[..., Any]:
        @wraps(function)
        def run(*args: Any, attempt: int = 0, problem: str = "", **kwargs: Any) -> Any:
            # The last try's problem is in the row for the admin, not for this one.
            try:
                return function(*args, **kwargs)
            except (on, *DATABASE_AWAY) as failure:
                if attempt == len(waits_seconds):
                    raise
                wait = waits_seconds[attempt]
                said = str(failure) if isinstance(failure, on) else DATABASE_PROBLEM
                if not connection.is_usable():
                    # The next line opens another.
                    connection.close()
                again = made.using(run_after=timezone.now() + timedelta(seconds=wait))
                again.enqueue(*args, attempt=attempt + 1, problem=said, **kwargs)
                logger.warning("%s: %s Next try in %d s.", does, said, wait)

        made = task(backend="later", priority=priority)(run)
        WORDS[made.module_path] = does
        FORESEEN.add(f"{on.__module__}.{on.__qualname__}")
        return made

    return decorate


def is_queued(task: Task, *args: Any, within: timedelta) -> bool:
    """Whether the worker begins the same in so long, but not before our commit.

    What it begins then sees what this transaction stores: until it ends, the row is
    held, on SQLite with the whole database. One that is being begun does not count.
    """
    soon = Q(run_after__lte=timezone.now() + within) | Q(run_after=get_date_max())
    rows = DBTaskResult.objects.filter(
        soon,
        status=TaskResultStatus.READY,
        task_path=task.module_path,
        args_kwargs__args=list(args),
    )
    return rows.select_for_update(skip_locked=True).first() is not None
