"""What moderators do with replies. Each deed is whole, and stands in the history."""

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
from core.models import User

MODERATE = "comments.moderate_comment"
DECISIONS = {
    Status.PUBLISHED: "comments.publish",
    Status.SPAM: "comments.spam",
    Status.BIN: "comments.bin",
    Status.WAITING: "comments.wait",
}
ANSWER = "comments.answer"
EDIT = "comments.edit"


class HiddenThread(Exception):
    """What the reply answers is not published, so that nobody would see it either."""


def publish(comment: Comment, *, by: User | None) -> ModelLogEntry | None:
    """What stands in the history, None where it was so already: all deeds give it.

    ``by`` is None where Akismet had the last word.
    """
    return _decide(comment, Status.PUBLISHED, by)


def mark_spam(comment: Comment, *, by: User | None) -> ModelLogEntry | None:
    return _decide(comment, Status.SPAM, by)


def put_in_bin(comment: Comment, *, by: User) -> ModelLogEntry | None:
    return _decide(comment, Status.BIN, by)


@transaction.atomic
def undo(comment: Comment, *, decision: int, by: User) -> Status | None:
    """Takes a decision back, named by its key in the history: where the reply is now.

    None where somebody decided anew since.
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
    """``values``: name, website or text; what stood there before goes to the history."""
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
    return _note(comment, EDIT, by, before=before)


@transaction.atomic
def answer(comment: Comment, *, by: User, text: str) -> list[ModelLogEntry]:
    """Publishes the clinic's answer, and with it the reply that it belongs to.

    What stands in the history of the two. Raises HiddenThread.
    """
    if comment.parent_id and _locked(comment.parent).status != Status.PUBLISHED:
        raise HiddenThread
    published = publish(comment, by=by)
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
    # Where it goes when it is taken back.
    noted = _note(answer, ANSWER, by, was=Status.BIN)
    return [published, noted] if published else [noted]


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
        akismet_feedback.overrule(current, was=was)
    return _note(current, DECISIONS[status], by, was=was)


# Any: whatever JSON holds.
def _note(comment: Comment, action: str, by: User | None, **data: Any) -> ModelLogEntry:
    return log(
        instance=comment,
        action=action,
        user=by,
        # Of all entries that share a request's id, a history shows one alone.
        uuid=uuid4(),
        data=data,
        # By which a form that is open elsewhere knows that it is old.
        content_changed=action == EDIT,
    )


def _locked(comment: Comment) -> Comment:
    """As it is now: somebody else may have decided in the meantime."""
    return Comment.objects.select_for_update().get(pk=comment.pk)
