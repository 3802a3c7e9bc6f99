"""Creation and change of pages by API v3."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status
from wagtail.actions import action_registry
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers import pages as stock
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page

from core.api.v3.page_input import (
    PageCreate,
    PageCreateBody,
    PageUpdate,
    PageUpdateBody,
)
from core.api.v3.page_writing import (
    execute,
    form_for_change,
    form_for_new,
    sent_fields_of,
)
from core.api.v3.pages import router
from core.api.v3.query_parameters import Id


@router.post("/", response={201: stock.PageDetailSchema})
@require_any_permission(Page, ("add",))
def create_page(
    request: HttpRequest,
    data: PageCreate = PageCreateBody(...),  # noqa: B008 - ninja's own way
) -> Status:
    """Creates a page of what was sent, in the shape that is read."""
    model = resolve_model_string(data.meta.type)
    parent = get_object_or_404(Page, id=data.meta.parent_id).specific
    form = form_for_new(request, model, parent, sent_fields_of(data))
    action = action_registry.get_action_class(model, "create")(
        form.instance,
        parent,
        user=request.user,
        form=form,
        publish=data.meta.action == "publish",
    )
    execute(form, action)
    return Status(201, form.instance)


@router.patch("/{page_id}/", response=stock.PageDetailSchema)
@require_any_permission(Page, ("change",))
def update_page(
    request: HttpRequest,
    page_id: Id,
    data: PageUpdate = PageUpdateBody(...),  # noqa: B008 - ninja's own way
) -> Page:
    """Changes the fields that were sent, in the shape that is read."""
    model = resolve_model_string(data.meta.type)
    page = get_object_or_404(model, pk=page_id)
    draft = page.get_latest_revision_as_object()
    stored = page.get_latest_revision_as_object()
    form = form_for_change(request, draft, stored, sent_fields_of(data))
    action = action_registry.get_action_class(model, "edit")(
        draft, user=request.user, form=form, publish=data.meta.action == "publish"
    )
    execute(form, action)
    return draft
