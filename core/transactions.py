"""Retries of transactions after deadlocks, serialization failures and lost races.

PostgreSQL aborts one of two deadlocked transactions, to be retried. A concurrent
transaction may also delete or create a row between the first and the last query of a
write, which violates a constraint. In both cases the transaction is rolled back.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.messages.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponseBase

from core import request_cache

logger = logging.getLogger("gait.database")

P = ParamSpec("P")
R = TypeVar("R")
Response = TypeVar("Response", bound=HttpResponseBase)
View = Callable[..., Response]

ATTEMPTS = 5
PAUSE_SECONDS = 0.02
# Wagtail's views that change a whole subtree of pages.
TREE_CHANGES = frozenset({"wagtailadmin_api:pages:action", "wagtailadmin_pages:copy"})
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# SQLSTATEs: serialization failure, deadlock, foreign key violation, unique violation.
CONFLICTS_ON_POSTGRESQL = frozenset({"40001", "40P01", "23503", "23505"})
# SQLite has no deadlocks: transactions wait for the write lock before they begin.
CONFLICTS_ON_SQLITE = frozenset(
    {
        "SQLITE_CONSTRAINT_FOREIGNKEY",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
    }
)


@contextmanager
def short_transaction(milliseconds: int) -> Iterator[None]:
    """A transaction that raises an OperationalError rather than wait longer for a lock.

    Not for use inside another one, which would keep the limit on PostgreSQL.
    """
    is_sqlite = connection.vendor == "sqlite"
    try:
        if is_sqlite:
            _set_busy_timeout(milliseconds)
        with transaction.atomic():
            if not is_sqlite:
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {int(milliseconds)}")
            yield
    finally:
        if is_sqlite:
            _set_busy_timeout(connection.settings_dict["OPTIONS"]["timeout"] * 1000)


def _set_busy_timeout(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")


def is_conflict(problem: DatabaseError) -> bool:
    """True if a concurrent transaction caused the failure: a retry may succeed."""
    cause = problem.__cause__
    return (
        getattr(cause, "sqlstate", None) in CONFLICTS_ON_POSTGRESQL
        or getattr(cause, "sqlite_errorname", None) in CONFLICTS_ON_SQLITE
    )


def repeated(
    work: Callable[P, R], *, unless: Callable[[], bool] = lambda: False
) -> Callable[P, R]:
    """Decorator that retries a function which writes in one transaction.

    Inside an outer transaction it runs once, because the outer one is aborted too.
    ``unless`` returns True after a failure if the work cannot be repeated.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS):
            try:
                return work(*args, **kwargs)
            except DatabaseError as problem:
                if connection.in_atomic_block or not is_conflict(problem) or unless():
                    raise
                logger.warning(
                    "Retrying after a conflict: %s", type(problem.__cause__).__name__
                )
                # Exponential back-off with jitter.
                time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311 - no secret
                request_cache.clear()
        return work(*args, **kwargs)

    return run


def repeated_view(view: View[Response]) -> View[Response]:
    """Decorator that retries a view whose writes are in one transaction."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if request.method in READING:
            return view(request, *args, **kwargs)
        # Storing an upload moves its temporary file, so it cannot be repeated.
        again = repeated(_without_old_messages, unless=lambda: bool(request.FILES))
        return again(view, request, *args, **kwargs)

    return run


def transactional_view(view: View[Response]) -> View[Response]:
    """Decorator that runs an admin view in one transaction, with retries.

    On SQLite only for changes of a subtree: its single write lock would be held from
    the first query on, and SQLite has no deadlocks to retry.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        is_whole = connection.vendor == "postgresql" or _changes_a_tree(request)
        if request.method in READING or not is_whole:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return repeated_view(run)


def _changes_a_tree(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in TREE_CHANGES


def _without_old_messages(
    view: View[Response], request: HttpRequest, *args: Any, **kwargs: Any
) -> Response:
    """Runs the view without the messages of a failed attempt."""
    if hasattr(request, "_messages"):
        request._messages = default_storage(request)
    return view(request, *args, **kwargs)
