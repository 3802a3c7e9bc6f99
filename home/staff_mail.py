"""Background mails of Wagtail to staff, about workflows and page comments."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    Notifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.users.models import UserProfile

from core.models import User
from public_forms import mail
from public_forms.task_retries import later

COMMENTS = "wagtailadmin/notifications/updated_comments"

# By their names in wagtail.admin.signal_handlers.
NOTIFIERS: dict[str, Notifier] = {
    "task_submission_email_notifier": GroupApprovalTaskStateSubmissionEmailNotifier(),
    "workflow_submission_email_notifier": WorkflowStateSubmissionEmailNotifier(),
    "workflow_approval_email_notifier": WorkflowStateApprovalEmailNotifier(),
    "workflow_rejection_email_notifier": WorkflowStateRejectionEmailNotifier(),
}


def receiver(name: str) -> Callable[..., None]:
    """Signal receiver that replaces the notifier of this name, and queues its mails."""

    def queue(
        instance: TaskState | WorkflowState, user: User | None = None, **signal: Any
    ) -> None:
        if not NOTIFIERS[name].can_handle(instance):
            return
        is_step = isinstance(instance, TaskState)
        step = instance.pk if is_step else instance.current_task_state_id
        workflow = instance.workflow_state_id if is_step else instance.pk
        tell_of_workflow.enqueue(name, workflow, step, user.pk if user else None)

    return queue


# Signals hold weak references, so the module keeps the receivers alive.
RECEIVERS = {name: receiver(name) for name in NOTIFIERS}


def queue_comments(
    recipient_users: Iterable[User], notification: str, extra_context: dict[str, Any]
) -> None:
    """Queues comment notifications, in place of Wagtail's ``send_notification``.

    The task arguments hold the texts, because deleted comments are not in the database.
    """
    readers = [user.pk for user in recipient_users]
    if not readers:
        return
    threads = extra_context["replied_comments"]
    lists = ("new_comments", "resolved_comments", "deleted_comments")
    # Any: lists of texts, and texts with their replies.
    texts: dict[str, Any] = {name: _texts(extra_context[name]) for name in lists}
    texts["replied_comments"] = [
        {
            "comment": {"text": each["comment"].text},
            "replies": _texts(each["replies"]),
        }
        for each in threads
    ]
    page, editor = extra_context["page"], extra_context["editor"]
    tell_of_comments.enqueue(readers, page.pk, editor.pk, texts)


@later(does="Mail staff about a step of a workflow", on=mail.MailDown)
@transaction.atomic
def tell_of_workflow(name: str, workflow: int, step: int, by: int | None) -> None:
    """Queues one mail per recipient, so that a retry sends no duplicates."""
    about = _notification_object(name, workflow, step)
    if about is None:
        return
    user = User.objects.filter(pk=by).first() if by else None
    for reader in NOTIFIERS[name].get_valid_recipients(about, user=user):
        mail_workflow.enqueue(name, workflow, step, reader.pk)


@later(does="Mail one person about a step of a workflow", on=mail.MailDown)
def mail_workflow(name: str, workflow: int, step: int, reader: int) -> None:
    about = _notification_object(name, workflow, step)
    if about is None:
        return
    notifier = NOTIFIERS[name]
    templates = notifier.get_template_set(about)
    context = notifier.get_context(about)
    _mail(reader, templates["subject"], templates["text"], context)


@later(does="Mail staff about comments on a page", on=mail.MailDown)
@transaction.atomic
def tell_of_comments(
    readers: list[int], page: int, editor: int, texts: dict[str, Any]
) -> None:
    """Queues one mail per recipient, like ``tell_of_workflow``."""
    for user in User.objects.filter(pk__in=readers):
        if UserProfile.get_for_user(user).updated_comments_notifications:
            mail_comments.enqueue(user.pk, page, editor, texts)


@later(does="Mail one person about comments on a page", on=mail.MailDown)
def mail_comments(reader: int, page: int, editor: int, texts: dict[str, Any]) -> None:
    edited = Page.objects.filter(pk=page).first()
    if edited is None:
        return
    by = User.objects.filter(pk=editor).first()
    context = {**texts, "page": edited.specific, "editor": by}
    _mail(reader, f"{COMMENTS}_subject.txt", f"{COMMENTS}.txt", context)


def _notification_object(
    name: str, workflow: int, step: int
) -> TaskState | WorkflowState | None:
    """The object of the notification, in its state at the time; None if deleted."""
    state = WorkflowState.objects.filter(pk=workflow).first()
    task_state = TaskState.objects.filter(pk=step).first()
    if state is None or task_state is None or state.content_object is None:
        return None
    state.current_task_state, task_state.workflow_state = task_state, state
    return task_state if name == "task_submission_email_notifier" else state


def _mail(reader: int, subject: str, body: str, context: dict[str, Any]) -> None:
    user = User.objects.filter(pk=reader, is_active=True).first()
    if user is None:
        return
    context = {**context, "user": user}
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        mail.send(
            subject=render_to_string(subject, context),
            body=render_to_string(body, context).strip() + "\n",
            to=[user.email],
        )


def _texts(comments: Iterable[Any]) -> list[dict[str, str]]:
    """Texts in the shape that the template reads. Any: comments and replies."""
    return [{"text": each.text} for each in comments]
