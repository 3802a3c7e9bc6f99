"""Writes that begin again when another one got in their way.

PostgreSQL ends one of two transactions that wait for each other, and asks to repeat it.
A row that a write relies on may also be deleted, or made, between its first query and
its last; the write then learns of it when it begins anew. Both leave nothing behind.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.messages.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponseBase

from core import request_cache

logger = logging.getLogger("gait.database")

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[..., HttpResponseBase]

ATTEMPTS = 5
PAUSE_SECONDS = 0.02
# Screens of Wagtail's that change a page with all that is below it.
TREE_CHANGES = frozenset({"wagtailadmin_pages:copy"})
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Of PostgreSQL, by SQLSTATE: serialization failure, deadlock, foreign key, unique key.
LOST_ON_POSTGRESQL = frozenset({"40001", "40P01", "23503", "23505"})
# Of SQLite, which knows no deadlock: transactions wait before they begin.
LOST_ON_SQLITE = frozenset(
    {
        "SQLITE_CONSTRAINT_FOREIGNKEY",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
    }
)


def lost_a_race(problem: DatabaseError) -> bool:
    """The transaction failed because of another one, and may succeed without it."""
    cause = problem.__cause__
    return (
        getattr(cause, "sqlstate", None) in LOST_ON_POSTGRESQL
        or getattr(cause, "sqlite_errorname", None) in LOST_ON_SQLITE
    )


def repeated(
    work: Callable[P, R], *, unless: Callable[[], bool] = lambda: False
) -> Callable[P, R]:
    """Runs what writes in one transaction, again while it loses races.

    Inside another transaction it runs once: what that one did before is lost as well.
    ``unless`` is asked after a failure: work that cannot be done twice.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS):
            try:
                return work(*args, **kwargs)
            except DatabaseError as problem:
                if connection.in_atomic_block or not lost_a_race(problem) or unless():
                    raise
                logger.warning("Lost a race: %s", type(problem.__cause__).__name__)
                # Two that met once shall not meet again.
                time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311 - no secret
                request_cache.clear()
        return work(*args, **kwargs)

    return run


def repeated_view(view: View) -> View:
    """For a view whose writes are all in one transaction."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in READING:
            return view(request, *args, **kwargs)
        # Storing an uploaded file moves it away, so it cannot be stored again.
        again = repeated(_from_the_start, unless=lambda: bool(request.FILES))
        return again(view, request, *args, **kwargs)

    return run


def whole_view(view: View) -> View:
    """Makes all that a view of the admin writes one transaction.

    On SQLite only what changes many pages: it has one lock for all writers, which would
    be held from the first query on, and there is no deadlock to repeat.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_whole = connection.vendor == "postgresql" or _changes_a_tree(request)
        if request.method in READING or not is_whole:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return repeated_view(run)


def _changes_a_tree(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in TREE_CHANGES


def _from_the_start(
    view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Without the messages that an attempt left which came to nothing."""
    if hasattr(request, "_messages"):
        request._messages = default_storage(request)
    return view(request, *args, **kwargs)
