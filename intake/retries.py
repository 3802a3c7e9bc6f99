"""Work that leaves the building: done later by the worker, and tried again."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

logger = logging.getLogger("gait.background")

# A mail server is away for a minute, an hour or a night.
PATIENCE_SECONDS = (60, 300, 1800, 7200, 21_600, 43_200)

# What each task does, in words for staff, by the path that its rows name.
WORDS: dict[str, str] = {}
# What may go wrong with them, by its path in a traceback; its words say all.
FORESEEN: set[str] = set()


def later(
    *,
    does: str,
    on: type[Exception],
    waits_seconds: Sequence[int] = PATIENCE_SECONDS,
) -> Callable[[Callable[..., None]], Task[..., None]]:
    """A task of the worker, which tries again after each wait when ``on`` is raised.

    The words of ``on`` go into the log and the admin, so they hold nothing personal.
    After the last wait the failure stands in the admin. Enqueue it in the transaction
    that causes it, with keys of rows alone: arguments are kept. ``does`` says in the
    admin what failed, or still waits.
    """

    def decorate(function: Callable[..., None]) -> Task[..., None]:
        @wraps(function)
        def run(*args: Any, attempt: int = 0, problem: str = "", **kwargs: Any) -> None:
            # The last try's problem is in the row for the admin, not for this one.
            try:
                function(*args, **kwargs)
            except on as failure:
                if attempt == len(waits_seconds):
                    raise
                wait = waits_seconds[attempt]
                again = made.using(run_after=timezone.now() + timedelta(seconds=wait))
                again.enqueue(
                    *args, attempt=attempt + 1, problem=str(failure), **kwargs
                )
                logger.warning("%s: %s Next try in %d s.", does, failure, wait)

        made = task(backend="later")(run)
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
