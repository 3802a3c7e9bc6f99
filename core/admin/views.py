"""Wagtail's admin views with additional permission checks.

``docs/upstream.md`` lists them. ``cms.urls`` includes their URLs before Wagtail's.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.generic import View
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.generic.multiple_upload import DeleteView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.workflows import (
    BaseTaskChooserView,
    TaskChooserCreateView,
    TaskChooserView,
)
from wagtail.documents.views.multiple import DeleteView as DeleteDocumentView
from wagtail.images.views.multiple import DeleteView as DeleteImageView
from wagtail.models import Page, Task

from core.admin.bulk_actions import bulk_action
from core.admin.file_deletion import require_unused
from core.admin.front_end_preview import PreviewOnCreate, PreviewOnEdit
from core.admin.site_history import SiteHistory
from core.admin.visible_pages import visible_pages
from core.references import as_id


class ConfirmMove(MoveConfirmView):
    """Move view that checks permissions for GET too; Wagtail checks the POST only."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int
    ) -> HttpResponse:
        page = get_object_or_404(Page, pk=page_to_move_id)
        destination = get_object_or_404(visible_pages(request.user), pk=destination_id)
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        return super().dispatch(request, page_to_move_id, destination_id)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Moves the page and creates its redirects in one transaction."""
        return super().post(request, *args, **kwargs)


class BrowsePages(chooser.BrowseView):
    """Page chooser that requires the parent page to be visible to the user.

    Wagtail's queryset hook filters the children, but not the parent page.
    """

    parent_page: Page

    def get_object_list(self) -> QuerySet[Page]:
        visible = visible_pages(self.request.user)
        if not visible.filter(pk=self.parent_page.pk).exists():
            if "parent_page_id" in self.kwargs:
                raise Http404
            # Wagtail starts at the common ancestor of all pages of the wanted type.
            self.parent_page = Page.get_first_root_node()
        return super().get_object_list()


class ChosenPages(chooser.ChosenMultipleView):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {as_id(each) for each in request.GET.getlist("id")} - {None}
        known = visible_pages(request.user).filter(pk__in=asked)
        given = request.GET.copy()
        given.setlist("id", [str(pk) for pk in known.values_list("pk", flat=True)])
        # The stubs allow only an immutable QueryDict.
        request.GET = given  # type: ignore[assignment]
        return super().get(request)


class ExternalLink(chooser.ExternalLinkView):
    """External link chooser that does not reveal pages which the user cannot see.

    Wagtail replaces a URL of the site by its page without a permission check.
    """

    def render_chosen_response(self, result: dict[str, Any]) -> HttpResponse:
        return super().render_chosen_response(self.known(result))

    def post(self, request: HttpRequest) -> HttpResponse:
        response = super().post(request)
        offered = json.loads(response.content).get("internal")
        if offered and self.known(offered) is not offered:
            return super().render_chosen_response(self.get_result_data())
        return response

    def known(self, result: dict[str, Any]) -> dict[str, Any]:
        """The result, or the typed URL if the page is not visible to the user."""
        page = result.get("id")
        if page is None or visible_pages(self.request.user).filter(pk=page).exists():
            return result
        return self.get_result_data()


class PageTypesUsage(PageTypesUsageReportView):
    """Page types report that hides last edited pages which the user cannot see."""

    def decorate_paginated_queryset(
        self, page_types: Sequence[ContentType]
    ) -> Sequence[ContentType]:
        decorated = super().decorate_paginated_queryset(page_types)
        shown = [each.last_edited_page_id for each in decorated]
        visible = visible_pages(self.request.user).filter(pk__in=shown)
        known = set(visible.values_list("pk", flat=True))
        for each in decorated:
            if each.last_edited_page_id not in known:
                each.last_edited_page = None
        return decorated


class KnownTasks(BaseTaskChooserView):
    """Mixin that answers 404 to an unknown task type, on which Wagtail fails."""

    def get_create_model(self) -> type[Task] | None:
        try:
            return super().get_create_model()
        except (LookupError, ValueError):
            raise Http404 from None


class ChooseTask(KnownTasks, TaskChooserView):
    pass


class CreateTask(KnownTasks, TaskChooserCreateView):
    pass


class DeleteUnused(DeleteView):
    """Delete view of the upload page that refuses files in public use.

    Wagtail's view deletes without the registered delete action.
    """

    @transaction.atomic
    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        self.model = self.get_model()
        file = get_object_or_404(self.model, pk=kwargs[self.pk_url_kwarg])
        policy = self.permission_policy
        if policy.user_has_permission_for_instance(request.user, "delete", file):
            require_unused([file])
        return super().post(request, **kwargs)


class DeleteUploadedImage(DeleteUnused, DeleteImageView):
    pass


class DeleteUploadedDocument(DeleteUnused, DeleteDocumentView):
    pass


def _guarded(route: str, view: type[View], **options: Any) -> URLPattern:
    return path(route, require_admin_access(view.as_view(**options)))


urlpatterns = [
    path(
        "bulk/<str:app_label>/<str:model_name>/<str:action>/",
        require_admin_access(bulk_action),
    ),
    _guarded("pages/<int:page_id>/edit/preview/", PreviewOnEdit),
    _guarded(
        "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/"
        "<int:parent_page_id>/preview/",
        PreviewOnCreate,
    ),
    _guarded(
        "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", ConfirmMove
    ),
    _guarded("choose-page/", BrowsePages),
    _guarded("choose-page/<int:parent_page_id>/", BrowsePages),
    _guarded("choose-page/chosen-multiple/", ChosenPages),
    _guarded("choose-external-link/", ExternalLink),
    _guarded("images/multiple/<int:image_id>/delete/", DeleteUploadedImage),
    _guarded("documents/multiple/<int:doc_id>/delete/", DeleteUploadedDocument),
    _guarded("workflows/task_chooser/", ChooseTask),
    _guarded("workflows/task_chooser/create/", CreateTask),
    _guarded("reports/site-history/", SiteHistory),
    _guarded("reports/site-history/results/", SiteHistory, results_only=True),
    _guarded("reports/page-types-usage/", PageTypesUsage),
    _guarded("reports/page-types-usage/results/", PageTypesUsage, results_only=True),
]
