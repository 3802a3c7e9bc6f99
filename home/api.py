"""API v3 endpoints that copy a page or make its alias; large trees by the worker."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Body, Router, Status
from typing_extensions import TypedDict
from wagtail.actions import action_registry
from wagtail.actions.copy_page import CopyPageIntegrityError
from wagtail.actions.create_alias import CreatePageAliasIntegrityError
from wagtail.api.v2.utils import get_full_url
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages as stock
from wagtail.models import Page

from core.api.v3.query_parameters import Id
from core.api.v3.strict_schemas import adopt, forbid_unknown_fields
from core.models.users import signed_in_user
from home import background_copies

router = Router(auth=BearerTokenAuth())


class CopiedPage(TypedDict):
    id: int
    detail_url: str


class PageCopy(TypedDict):
    """A copy by the worker; ``detail_url`` is asked for its progress.

    ``page`` is the first page of the copy once it is done, null before, and after it
    was deleted. ``problem`` says why a copy failed.
    """

    id: UUID
    status: background_copies.Status
    pages_copied: int
    pages_total: int
    page: CopiedPage | None
    problem: str | None
    detail_url: str


@router.post(
    "/{page_id}/actions/copy/",
    response={201: stock.PageDetailSchema, 202: PageCopy},
    url_name="pages_actions_copy",
    summary="Copy page",
    operation_id="pages_actions_copy",
)
@require_any_permission(Page, ("add",))
def copy_page(
    request: HttpRequest,
    response: HttpResponse,
    page_id: Id,
    data: stock.PageCopySchema = Body(stock.PageCopySchema()),  # noqa: B008 - ninja's own way
) -> Status:
    """The worker makes recursive copies with 20 or more pages below the first: 202."""
    page = get_object_or_404(Page, pk=page_id)
    number = page.get_descendants().count()
    if not data.recursive or number < settings.BACKGROUND_COPY_PAGES:
        return stock.copy(request, page_id, data)
    _check_copy(request, page, data)
    copy = background_copies.start(
        page,
        to=data.get_destination() or page.get_parent(),
        title=data.title or "",
        slug=data.slug or "",
        publish=data.keep_live,
        by=signed_in_user(request),
    )
    return _accepted(request, response, copy)


@router.post(
    "/{page_id}/actions/create_alias/",
    response={201: stock.PageDetailSchema, 202: PageCopy},
    url_name="pages_actions_create_alias",
    summary="Create an alias of a page",
    operation_id="pages_actions_create_alias",
)
@require_any_permission(Page, ("add",))
def create_alias(
    request: HttpRequest,
    response: HttpResponse,
    page_id: Id,
    data: stock.PageCreateAliasSchema = Body(stock.PageCreateAliasSchema()),  # noqa: B008 - ninja's own way
) -> Status:
    """The worker makes recursive aliases with 20 or more pages below the first: 202."""
    page = get_object_or_404(Page, pk=page_id)
    number = page.get_descendants().count()
    if not data.recursive or number < settings.BACKGROUND_COPY_PAGES:
        return stock.create_alias(request, page_id, data)
    _check_alias(request, page, data)
    copy = background_copies.start(
        page,
        to=data.get_destination() or page.get_parent(),
        title="",
        slug=data.slug or "",
        publish=True,
        alias=True,
        by=signed_in_user(request),
    )
    return _accepted(request, response, copy)


@router.get(
    "/copies/{copy_id}/",
    response=PageCopy,
    url_name="detail_page_copy",
    summary="Progress of a copy",
    operation_id="pages_copies_detail",
)
def get_page_copy(request: HttpRequest, copy_id: UUID) -> PageCopy:
    """A copy that the worker makes, for the person who asked for it."""
    own = background_copies.requested_by(signed_in_user(request))
    row = get_object_or_404(own, pk=copy_id)
    [copy] = background_copies.progress_of([row])
    return _page_copy(request, copy)


def _check_copy(request: HttpRequest, page: Page, data: stock.PageCopySchema) -> None:
    """Raises the errors that an immediate copy would raise, for tree and first page.

    To check the first page it is copied in a transaction that is rolled back.
    """
    action = action_registry.get_action_class(Page, "copy")(
        page=page,
        to=data.get_destination(),
        recursive=True,
        keep_live=data.keep_live,
        user=request.user,
    )
    try:
        action.check()
    except CopyPageIntegrityError as error:
        raise as_validation_error(error) from error
    with transaction.atomic():
        stock.copy(request, page.pk, data.model_copy(update={"recursive": False}))
        transaction.set_rollback(True)


def _check_alias(
    request: HttpRequest, page: Page, data: stock.PageCreateAliasSchema
) -> None:
    """Raises the errors that immediate aliases would raise, as ``_check_copy`` does."""
    action = action_registry.get_action_class(Page, "create_alias")(
        page=page, parent=data.get_destination(), recursive=True, user=request.user
    )
    try:
        action.check()
    except CreatePageAliasIntegrityError as error:
        raise as_validation_error(error) from error
    with transaction.atomic():
        first = data.model_copy(update={"recursive": False})
        stock.create_alias(request, page.pk, first)
        transaction.set_rollback(True)


def _accepted(
    request: HttpRequest, response: HttpResponse, copy: background_copies.Progress
) -> Status:
    page_copy = _page_copy(request, copy)
    response["Location"] = page_copy["detail_url"]
    return Status(202, page_copy)


def _page_copy(request: HttpRequest, copy: background_copies.Progress) -> PageCopy:
    visible = get_pages_queryset(request).filter(pk=copy.page_id)
    page = copy.page_id if copy.page_id and visible.exists() else None
    return {
        "id": UUID(copy.id),
        "status": copy.status,
        "pages_copied": copy.pages_copied,
        "pages_total": copy.pages_total,
        "page": {"id": page, "detail_url": _url(request, "page", page)}
        if page
        else None,
        "problem": copy.problem or None,
        "detail_url": _url(request, "page_copy", copy.id),
    }


def _url(request: HttpRequest, name: str, key: int | str) -> str:
    path = reverse(f"wagtailapi_v3:detail_{name}", args=[key])
    return get_full_url(request, path)


forbid_unknown_fields(router)
adopt(router, stock.actions_router)
