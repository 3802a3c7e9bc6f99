"""Pages that somebody has locked for themselves: nobody else publishes or reverts them.

Wagtail checks the lock when a page is edited, and in the admin nothing is published
without that; its operations of API v3 that need no edit ask for no lock.
"""

from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.locks import BasicLock
from wagtail.models import Page

from core.api.errors import problem
from core.api.v3.query_parameters import Run, is_key, operation_of

CHANGING = frozenset({"pages_actions_publish", "pages_actions_revert"})
LOCKED = "The page is locked: somebody works on it alone. Ask them to unlock it."


def is_locked_for(page: Page, user: AbstractBaseUser | AnonymousUser) -> bool:
    lock = page.get_lock()
    return isinstance(lock, BasicLock) and bool(lock.for_user(user))


def require_unlocked(run: Run) -> Run:
    """Decorator of the router with these operations: 403 while another has the lock."""
    if operation_of(run).operation_id not in CHANGING:
        return run

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = str(kwargs["page_id"])
        if request.user.is_authenticated and is_key(key):
            page = get_pages_queryset(request).filter(pk=key).first()
            if page and is_locked_for(page, request.user):
                return problem(403, LOCKED)
        return run(request, **kwargs)

    return checked
