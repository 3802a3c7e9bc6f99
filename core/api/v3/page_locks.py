"""Locks of pages, by a person, a workflow or a plan, which publishing and reverting obey.

Wagtail checks the lock when a page is edited, and in the admin nothing is published
without that; its operations of API v3 that need no edit ask for no lock. Moving,
unpublishing and deleting are as in the admin.
"""

from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.locks import BaseLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page

from core.api.errors import problem
from core.api.v3.query_parameters import Run, is_key, operation_of
from core.api.v3.token_scopes import lacks_scope

CHANGING = frozenset({"pages_actions_publish", "pages_actions_revert"})
LOCKED = "The page is locked: somebody works on it alone. Ask them to unlock it."
WAITING = "The page is locked: it waits for the step of others in its workflow."
PLANNED = "The page is locked: its publication is planned. Take that back first."


def reason_of_lock(page: Page, user: AbstractBaseUser | AnonymousUser) -> str | None:
    """A sentence for the user from whom the page is locked; None if it is not."""
    lock: BaseLock | None = page.get_lock()
    if lock is None or not lock.for_user(user):
        return None
    if isinstance(lock, WorkflowLock):
        return WAITING
    return PLANNED if isinstance(lock, ScheduledForPublishLock) else LOCKED


def require_unlocked(run: Run) -> Run:
    """Decorator of the router with these operations: 403 while the page is locked."""
    operation = operation_of(run)
    if operation.operation_id not in CHANGING:
        return run

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = str(kwargs["page_id"])
        # The scope is checked after this, but its refusal comes first.
        if lacks_scope(request, operation):
            return run(request, **kwargs)
        if request.user.is_authenticated and is_key(key):
            page = get_pages_queryset(request).filter(pk=key).first()
            if page and (reason := reason_of_lock(page, request.user)):
                return problem(403, reason)
        return run(request, **kwargs)

    return checked
