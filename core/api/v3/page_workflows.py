"""Workflows and schedules of pages in API v3: submit, request changes, approve, cancel."""

from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Body, Schema
from ninja.errors import HttpError
from pydantic import Field
from typing_extensions import TypedDict
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.permissions import require_any_permission
from wagtail.models import Page, TaskState, WorkflowState

from core import publish_checks
from core.api.errors import Problem
from core.api.tokens import may_change_public_content
from core.api.v3.page_changes import router
from core.api.v3.page_locks import reason_of_lock
from core.api.v3.query_parameters import Id

NOT_SUBMITTED = "The page is in no workflow at the moment."
SENT_BACK = "The page was sent back for changes. Submit it again first."
SUBMITTED = "The page is in the workflow “%s” already, and waits for its next step."
NO_WORKFLOW = "The page has no workflow: none is assigned to it or to a page above it."
NOT_SCHEDULED = "No publication of this page is planned."

Decision = Literal["approve", "request_changes"]
# The operations by Wagtail's names; tasks with others are decided in the admin.
DECISIONS: dict[str, Decision] = {"approve": "approve", "reject": "request_changes"}
Status = Literal["in_progress", "approved", "needs_changes", "cancelled"]


class WorkflowData(TypedDict):
    """The page's last workflow; null in all but ``id`` if it was never submitted.

    ``task`` is the step that waits, ``actions`` the operations on it that the token may
    call. ``comment`` is what the last decision said.
    """

    id: int
    workflow: str | None
    status: Status | None
    task: str | None
    comment: str
    actions: list[Decision]
    scheduled_for: datetime | None


# Where the page is in another state than the action needs: 409.
ANSWERS = {200: WorkflowData, 409: Problem}


class DecisionSchema(Schema):
    comment: str = Field("", max_length=5000)


class RequestedChangesSchema(Schema):
    comment: str = Field(min_length=1, max_length=5000)


def workflow_of(request: HttpRequest, page: Page) -> WorkflowData:
    states = WorkflowState.objects.for_instance(page).select_related("workflow")
    state = states.order_by("-created_at", "-pk").first()
    step = state.current_task_state if state else None
    waits = step if step and step.status == TaskState.STATUS_IN_PROGRESS else None
    scheduled = page.scheduled_revision
    return {
        "id": page.pk,
        "workflow": state.workflow.name if state else None,
        "status": state.status if state else None,
        "task": waits.task.name if waits else None,
        "comment": step.comment if step else "",
        "actions": _decisions(request, page, waits),
        "scheduled_for": scheduled.approved_go_live_at if scheduled else None,
    }


# Any: names and labels, as Wagtail has them.
def _actions(request: HttpRequest, page: Page, step: TaskState | None) -> list[Any]:
    return step.task.specific.get_actions(page, request.user) if step else []


def _decisions(
    request: HttpRequest, page: Page, step: TaskState | None
) -> list[Decision]:
    offered = {each[0] for each in _actions(request, page, step)}
    if step:
        offered -= getattr(step.task.specific, "actions_of_people", set())
    if not may_change_public_content(request):
        offered.discard("approve")
    return [name for action, name in DECISIONS.items() if action in offered]


@router.get(
    "/{page_id}/workflow/",
    response=WorkflowData,
    url_name="page_workflow",
    summary="Workflow of a page",
    operation_id="pages_workflow",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def read_workflow(request: HttpRequest, page_id: Id) -> WorkflowData:
    """The state of the page in its workflow, and its scheduled publication."""
    return workflow_of(request, get_object_or_404(Page, pk=page_id).specific)


@router.post(
    "/{page_id}/actions/submit/",
    response=ANSWERS,
    url_name="pages_actions_submit",
    summary="Submit page",
    operation_id="pages_actions_submit",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def submit_page(request: HttpRequest, page_id: Id) -> WorkflowData:
    """Submits the draft to its workflow, again after changes were requested.

    A draft with gaps is refused, as its publication would be.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    submit(request, page)
    return workflow_of(request, get_object_or_404(Page, pk=page_id).specific)


def submit(request: HttpRequest, page: Page) -> None:
    allowed = page.permissions_for_user(request.user)
    if not allowed.can_edit():
        raise PermissionDenied
    if not allowed.can_submit_for_moderation():
        raise HttpError(409, _reason_against(request, page))
    draft = page.get_latest_revision_as_object()
    publish_checks.require(draft)
    if page.latest_revision is None:
        draft.save_revision(user=request.user)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        page.get_workflow().start(page, request.user)


def _reason_against(request: HttpRequest, page: Page) -> str:
    """The cause for which Wagtail refuses to submit the page."""
    if page.workflow_in_progress:
        return SUBMITTED % page.current_workflow_state.workflow.name
    return reason_of_lock(page, request.user) or NO_WORKFLOW


@router.post(
    "/{page_id}/actions/request_changes/",
    response=ANSWERS,
    url_name="pages_actions_request_changes",
    summary="Request changes of a page",
    operation_id="pages_actions_request_changes",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def request_changes(
    request: HttpRequest, page_id: Id, data: RequestedChangesSchema
) -> WorkflowData:
    """Sends a submitted page back to its author, with what is to be changed."""
    return _decide(request, page_id, "reject", data.comment)


@router.post(
    "/{page_id}/actions/approve/",
    response=ANSWERS,
    url_name="pages_actions_approve",
    summary="Approve page",
    operation_id="pages_actions_approve",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def approve_page(
    request: HttpRequest,
    page_id: Id,
    data: DecisionSchema = Body(DecisionSchema(comment="")),  # noqa: B008 - ninja's own way
) -> WorkflowData:
    """Approves the step that waits, and publishes after the last; no clinical review."""
    return _decide(request, page_id, "approve", data.comment)


def _decide(
    request: HttpRequest, page_id: int, action: str, comment: str
) -> WorkflowData:
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.workflow_in_progress:
        raise HttpError(
            409, SENT_BACK if page.current_workflow_state else NOT_SUBMITTED
        )
    step = page.current_workflow_task_state.specific
    if action not in {each[0] for each in _actions(request, page, step)}:
        raise PermissionDenied
    step.task.specific.on_action(step, request.user, action, comment=comment)
    return workflow_of(request, get_object_or_404(Page, pk=page_id).specific)


@router.post(
    "/{page_id}/actions/cancel_workflow/",
    response=ANSWERS,
    url_name="pages_actions_cancel_workflow",
    summary="Cancel the workflow of a page",
    operation_id="pages_actions_cancel_workflow",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("add", "change", "publish"))
def cancel_workflow(request: HttpRequest, page_id: Id) -> WorkflowData:
    """Takes a submitted page back, which stays a draft."""
    page = get_object_or_404(Page, pk=page_id).specific
    state = page.current_workflow_state
    if state is None:
        raise HttpError(409, NOT_SUBMITTED)
    if not state.user_can_cancel(request.user):
        raise PermissionDenied
    state.cancel(user=request.user)
    return workflow_of(request, get_object_or_404(Page, pk=page_id).specific)


@router.post(
    "/{page_id}/actions/unschedule/",
    response=ANSWERS,
    url_name="pages_actions_unschedule",
    summary="Cancel the planned publication of a page",
    operation_id="pages_actions_unschedule",
    auth=BearerTokenAuth(),
)
@require_any_permission(Page, ("publish",))
def unschedule(request: HttpRequest, page_id: Id) -> WorkflowData:
    """Takes back the planned publication; the draft and what readers see stay."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_unschedule():
        raise PermissionDenied
    revision = page.scheduled_revision
    if revision is None:
        raise HttpError(409, NOT_SCHEDULED)
    revision.approved_go_live_at = None
    revision.save(user=request.user, update_fields=["approved_go_live_at"])
    return workflow_of(request, get_object_or_404(Page, pk=page_id).specific)
