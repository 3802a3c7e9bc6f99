"""Bulk actions of the admin, where Wagtail's fail on what the address names."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.views.bulk_action import index
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.models import Page

from core.admin_errors import Refused

LOCKED = "“%s” is locked, so nothing was published. Its form says what locks it."


def bulk_action(
    request: HttpRequest, app_label: str, model_name: str, action: str
) -> HttpResponse:
    """Wagtail's view of bulk actions; 404 for all pages below one that is not there."""
    parents = request.GET.getlist("childOf")
    # By collections, the parents of images and documents, Wagtail only filters.
    is_page = (app_label, model_name) == ("wagtailcore", "page")
    if is_page and not all(Page.objects.filter(pk=each).exists() for each in parents):
        raise Http404
    return index(request, app_label, model_name, action)


class DeletePages(DeleteBulkAction):
    """Deletes the chosen pages; Wagtail fails on one that went with a page above it."""

    # Any: what Wagtail passes on.
    @classmethod
    def execute_action(cls, objects: Sequence[Page], **kwargs: Any) -> tuple[int, int]:
        highest: list[Page] = []
        for page in sorted(objects, key=lambda each: each.path):
            if not highest or not page.path.startswith(highest[-1].path):
                highest.append(page)
        return super().execute_action(highest, **kwargs)


def require_unlocked(
    pages: Collection[Page],
    user: AbstractBaseUser | AnonymousUser,
    *,
    descendants: bool,
) -> None:
    """Raises ``Refused`` if one of the pages to publish is locked for the user.

    Wagtail asks for the lock in the page's own form alone, so a page would be published
    before its review. ``descendants``: with the drafts below the pages.
    """
    below = [
        draft
        for page in pages
        if descendants
        for draft in page.get_descendants().not_live()
    ]
    for page in (*pages, *below):
        lock = page.get_lock()
        if lock and lock.for_user(user):
            form = reverse("wagtailadmin_pages:edit", args=[page.pk])
            raise Refused(LOCKED % page.draft_title, see=form, label="See the page")
