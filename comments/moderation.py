"""Moderation actions on replies. Each is atomic and logged in the reply's history."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from clinic.models import Person
from comments import akismet_feedback
from comments.models import Comment
from comments.models.comments import Status
from comments.received import tell_webhooks
from core.models import User

MODERATE = "comments.moderate_comment"
DECISIONS = {
    Status.PUBLISHED: "comments.publish",
    Status.SPAM: "comments.spam",
    Status.BIN: "comments.bin",
    Status.WAITING: "comments.wait",
}
# Of a reply that leaves these, webhooks may not have heard yet.
HIDDEN = {Status.SPAM, Status.BIN}
ANSWER = "comments.answer"
EDIT = "comments.edit"


class HiddenThread(Exception):
    """The parent reply is not published, so an answer would not be visible."""


def publish(comment: Comment, *, by: User | None) -> ModelLogEntry | None:
    """Publishes the reply; returns the log entry, or None if nothing changed.

    The other actions return the same. ``by`` is None if Akismet's verdict decided.
    """
    return _decide(comment, Status.PUBLISHED, by)


def mark_spam(comment: Comment, *, by: User | None) -> ModelLogEntry | None:
    return _decide(comment, Status.SPAM, by)


def put_in_bin(comment: Comment, *, by: User) -> ModelLogEntry | None:
    return _decide(comment, Status.BIN, by)


@transaction.atomic
def undo(comment: Comment, *, decision: int, by: User) -> Status | None:
    """Reverts the decision with this log entry key; returns the restored status.

    Returns None if another decision has been made since.
    """
    comment = _locked(comment)
    last = (
        ModelLogEntry.objects.for_instance(comment)
        .filter(action__in=[*DECISIONS.values(), ANSWER])
        .order_by("-timestamp", "-pk")
        .first()
    )
    if last is None or last.pk != decision:
        return None
    was = Status(last.data["was"])
    _decide(comment, was, by)
    return was


@transaction.atomic
def edit(comment: Comment, *, by: User, **values: Any) -> ModelLogEntry | None:
    """Edits name, website or text; the previous values are logged in the history."""
    comment = _locked(comment)
    before = {
        name: getattr(comment, name)
        for name, value in values.items()
        if getattr(comment, name) != value
    }
    if not before:
        return None
    for name in before:
        setattr(comment, name, values[name])
    comment.edited_at = timezone.now()
    comment.save(update_fields=[*before, "edited_at"])
    return _log_action(comment, EDIT, by, before=before)


@transaction.atomic
def answer(comment: Comment, *, by: User, text: str) -> list[ModelLogEntry]:
    """Publishes the clinic's answer, and with it the reply that it answers.

    Returns the log entries of both. Raises HiddenThread.
    """
    if comment.parent and _locked(comment.parent).status != Status.PUBLISHED:
        raise HiddenThread
    publish_entry = publish(comment, by=by)
    person = Person.objects.filter(user=by).first()
    answer = Comment.objects.create(
        page_id=comment.page_id,
        parent_id=comment.parent_id or comment.pk,
        person=person,
        name=person.name if person else "",
        by_clinic=True,
        text=text,
        status=Status.PUBLISHED,
        decided_at=timezone.now(),
        decided_by=by,
        announced_at=timezone.now(),
    )
    # The status that undoing restores.
    answer_entry = _log_action(answer, ANSWER, by, was=Status.BIN)
    return [publish_entry, answer_entry] if publish_entry else [answer_entry]


@transaction.atomic
def _decide(comment: Comment, status: Status, by: User | None) -> ModelLogEntry | None:
    current = _locked(comment)
    was = current.status
    if was == status:
        return None
    comment.status = current.status = status
    comment.decided_at = current.decided_at = timezone.now()
    comment.decided_by = current.decided_by = by
    current.save(update_fields=["status", "decided_at", "decided_by"])
    if by is not None:
        akismet_feedback.queue_feedback(current, was=was)
    if was in HIDDEN:
        tell_webhooks(current)
    return _log_action(current, DECISIONS[status], by, was=was)


# Any: JSON values.
def _log_action(
    comment: Comment, action: str, by: User | None, **data: Any
) -> ModelLogEntry:
    return log(
        instance=comment,
        action=action,
        user=by,
        # The history view shows only one of the entries with the same UUID.
        uuid=uuid4(),
        data=data,
        # Lets VersionedForm detect that a form open elsewhere is out of date.
        content_changed=action == EDIT,
    )


def _locked(comment: Comment) -> Comment:
    """The current row, locked by SELECT FOR UPDATE against concurrent decisions."""
    return Comment.objects.select_for_update().get(pk=comment.pk)
