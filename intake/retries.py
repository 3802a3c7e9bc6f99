"""Work that leaves the building: done later by the worker, and tried again."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

# A mail server is away for a minute, an hour or a night.
PATIENCE_SECONDS = (60, 300, 1800, 7200, 21_600, 43_200)


# What each task does, in words for staff, by the path that its rows name.
WORDS: dict[str, str] = {}


def later(
    *,
    does: str,
    on: type[Exception],
    waits_seconds: Sequence[int] = PATIENCE_SECONDS,
) -> Callable[[Callable[..., None]], Task[..., None]]:
    """A task of the worker, which tries again after each wait when ``on`` is raised.

    After the last wait the failure stands in the admin. Enqueue it in the transaction
    that causes it, with keys of rows alone: arguments are kept. ``does`` says in the
    admin what failed, or still waits.
    """

    def decorate(function: Callable[..., None]) -> Task[..., None]:
        @wraps(function)
        def run(*args: Any, attempt: int = 0, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except on:
                if attempt == len(waits_seconds):
                    raise
                due = timezone.now() + timedelta(seconds=waits_seconds[attempt])
                again = made.using(run_after=due)
                again.enqueue(*args, attempt=attempt + 1, **kwargs)

        made = task(backend="later")(run)
        WORDS[made.module_path] = does
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
