"""API v3 endpoints that copy, alias and move a page; large copies by the worker."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Body, Status
from pydantic import PositiveInt
from typing_extensions import TypedDict
from wagtail.actions import action_registry
from wagtail.actions.base import BaseAction
from wagtail.actions.copy_page import CopyPageIntegrityError
from wagtail.actions.create_alias import CreatePageAliasIntegrityError
from wagtail.api.v2.utils import get_full_url
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages as stock
from wagtail.models import Page

from core.api.v3.page_locks import require_unlocked
from core.api.v3.query_parameters import Id
from core.api.v3.wagtail_router import WagtailRouter
from core.models.users import signed_in_user
from home import background_copies

BELOW = frozenset({"first-child", "last-child"})
BESIDE_THE_ROOT = "There is no place beside the root of the tree, only below it."

router = WagtailRouter(stock.actions_router)
router.add_decorator(require_unlocked, mode="view")

CopyBody: TypeAlias = stock.PageCopySchema | stock.PageCreateAliasSchema


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


COPIED = {201: stock.PageDetailSchema, 202: PageCopy}


@router.post("/{page_id}/actions/copy/", response=COPIED)
@require_any_permission(Page, ("add",))
def copy_page(
    request: HttpRequest,
    response: HttpResponse,
    page_id: Id,
    data: stock.PageCopySchema = Body(stock.PageCopySchema()),  # noqa: B008 - ninja's own way
) -> Status:
    """The worker makes recursive copies with 20 or more pages below the first: 202."""
    action = action_registry.get_action_class(Page, "copy")
    return _copy(
        request,
        response,
        page_id,
        data,
        at_once=stock.copy,
        action=partial(action, keep_live=data.keep_live, to=data.get_destination()),
        title=data.title or "",
        publish=data.keep_live,
    )


@router.post("/{page_id}/actions/create_alias/", response=COPIED)
@require_any_permission(Page, ("add",))
def create_alias(
    request: HttpRequest,
    response: HttpResponse,
    page_id: Id,
    data: stock.PageCreateAliasSchema = Body(stock.PageCreateAliasSchema()),  # noqa: B008 - ninja's own way
) -> Status:
    """The worker makes recursive aliases with 20 or more pages below the first: 202."""
    action = action_registry.get_action_class(Page, "create_alias")
    return _copy(
        request,
        response,
        page_id,
        data,
        at_once=stock.create_alias,
        action=partial(action, parent=data.get_destination()),
        title="",
        publish=True,
        alias=True,
    )


@router.post("/{page_id}/actions/move/", response=stock.PageDetailSchema)
def move(
    request: HttpRequest, page_id: PositiveInt, data: stock.PageMoveSchema
) -> Page:
    beside = data.position not in BELOW
    if beside and Page.objects.filter(pk=data.destination_id, depth=1).exists():
        # Wagtail needs a parent there.
        raise as_validation_error(
            ValueError(), BESIDE_THE_ROOT, loc=("destination_id",)
        )
    return stock.move(request, page_id, data)


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


AtOnce = Callable[[HttpRequest, int, CopyBody], Status]
Action = Callable[..., BaseAction]


# Any: the options of ``background_copies.start``.
def _copy(
    request: HttpRequest,
    response: HttpResponse,
    page_id: int,
    data: CopyBody,
    *,
    at_once: AtOnce,
    action: Action,
    **options: Any,
) -> Status:
    """Copies a page or makes an alias: ``at_once``, or a large tree by the worker."""
    page = get_object_or_404(Page, pk=page_id)
    number = page.get_descendants().count()
    if not data.recursive or number < settings.BACKGROUND_COPY_PAGES:
        return at_once(request, page_id, data)
    _check(request, page, data, at_once=at_once, action=action)
    copy = background_copies.start(
        page,
        to=data.get_destination() or page.get_parent(),
        slug=data.slug or "",
        by=signed_in_user(request),
        **options,
    )
    page_copy = _page_copy(request, copy)
    response["Location"] = page_copy["detail_url"]
    return Status(202, page_copy)


def _check(
    request: HttpRequest, page: Page, data: CopyBody, *, at_once: AtOnce, action: Action
) -> None:
    """Raises the errors that an immediate copy would raise, for tree and first page.

    To check the first page it is copied in a transaction that is rolled back.
    """
    try:
        action(page=page, recursive=True, user=request.user).check()
    except (CopyPageIntegrityError, CreatePageAliasIntegrityError) as error:
        raise as_validation_error(error) from error
    with transaction.atomic():
        at_once(request, page.pk, data.model_copy(update={"recursive": False}))
        transaction.set_rollback(True)


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
