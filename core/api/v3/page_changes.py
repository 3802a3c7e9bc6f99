"""Creation and change of pages by API v3."""

from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Status
from wagtail.actions import action_registry
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers import pages as stock
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page

from core.api.tokens import require_publishing
from core.api.v3.dry_runs import DryRunData, rolled_back, trial, written
from core.api.v3.page_input import (
    PageCreate,
    PageCreateBody,
    PageUpdate,
    PageUpdateBody,
)
from core.api.v3.page_locks import reason_of_lock
from core.api.v3.page_writing import (
    execute,
    form_for_change,
    form_for_new,
    sent_fields_of,
)
from core.api.v3.pages import router
from core.api.v3.query_parameters import Id

DryRun = Annotated[
    bool,
    Query(
        description=(
            "Only try: the answer says what would be stored and what would differ, "
            "and nothing is kept."
        )
    ),
]


def taken_back(*, dry_run: bool) -> AbstractContextManager[None]:
    return rolled_back() if dry_run else nullcontext()


@router.post("/", response={200: DryRunData, 201: stock.PageDetailSchema})
@require_any_permission(Page, ("add",))
def create_page(
    request: HttpRequest,
    data: PageCreate = PageCreateBody(...),  # noqa: B008 - ninja's own way
    dry_run: DryRun = False,
) -> Status | JsonResponse:
    """Creates a page of what was sent, in the shape that is read."""
    with taken_back(dry_run=dry_run):
        page = created(request, data)
        if dry_run:
            return JsonResponse(trial(request, page, {}))
    return Status(201, page)


@router.patch("/{page_id}/", response=stock.PageDetailSchema | DryRunData)
@require_any_permission(Page, ("change",))
def update_page(
    request: HttpRequest,
    page_id: Id,
    data: PageUpdate = PageUpdateBody(...),  # noqa: B008 - ninja's own way
    dry_run: DryRun = False,
) -> Page | JsonResponse:
    """Changes the fields that were sent, in the shape that is read."""
    page = get_object_or_404(resolve_model_string(data.meta.type), pk=page_id)
    stored = page.get_latest_revision_as_object()
    with taken_back(dry_run=dry_run):
        before = written(request, stored) if dry_run else {}
        draft = changed(request, page, stored, data)
        return JsonResponse(trial(request, draft, before)) if dry_run else draft


def _publishes(request: HttpRequest, data: PageCreate | PageUpdate) -> bool:
    """True if the page is to be published; raises MissingScope if the token may not."""
    if data.meta.action != "publish":
        return False
    require_publishing(request)
    return True


def created(request: HttpRequest, data: PageCreate) -> Page:
    model = resolve_model_string(data.meta.type)
    parent = get_object_or_404(Page, id=data.meta.parent_id).specific
    form = form_for_new(request, model, parent, sent_fields_of(data))
    action = action_registry.get_action_class(model, "create")(
        form.instance,
        parent,
        user=request.user,
        form=form,
        publish=_publishes(request, data),
        # Publication checks all of the page, and says where.
        clean=False,
    )
    execute(form, action)
    return form.instance


def changed(request: HttpRequest, page: Page, stored: Page, data: PageUpdate) -> Page:
    """The draft after the change; ``stored`` is the one before, which stays as it is."""
    if reason := reason_of_lock(page, request.user):
        raise PermissionDenied(reason)
    draft = page.get_latest_revision_as_object()
    form = form_for_change(request, draft, stored, sent_fields_of(data))
    action = action_registry.get_action_class(type(draft), "edit")(
        draft,
        user=request.user,
        form=form,
        publish=_publishes(request, data),
        clean=False,
    )
    execute(form, action)
    return draft
