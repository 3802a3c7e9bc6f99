"""Bulk actions of the admin, where Wagtail's fail on what the address names."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.bulk_action import index
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.models import Page


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
