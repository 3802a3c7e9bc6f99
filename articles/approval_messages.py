"""Workflow approval view and the message about the signature it left."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page, TaskState

from articles.models import ClinicalReviewTask
from articles.models.reviewed import person_of

SIGNED = "Approved and signed as {}."
NOT_SIGNED = (
    "Approved. The article is not signed: your account is not linked to a clinician."
)


class ApprovalView(WorkflowActionView):
    """Wagtail's workflow action view, with a success message after an approval."""

    def get_task_state(self) -> TaskState:
        """Raises Http404 for the task of another page, which Wagtail would accept."""
        state = super().get_task_state()
        if state.workflow_state.object_id != str(self.object.pk):
            raise Http404
        return state

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.action_name == "approve":
            add_signature_message(request, self.object)
        return response


def add_signature_message(request: HttpRequest, page: Page) -> None:
    """Adds a message if this user has just approved a clinical review."""
    states = TaskState.objects.for_instance(page).filter(finished_by=request.user)
    last = states.select_related("task").order_by("-finished_at").first()
    approved = last is not None and last.status == TaskState.STATUS_APPROVED
    if not approved or not isinstance(last.task.specific, ClinicalReviewTask):
        return
    person = person_of(request.user)
    if person:
        messages.success(request, SIGNED.format(person.full_name))
    else:
        messages.warning(request, NOT_SIGNED)
