"""Staff actions on submissions. Each one is logged, including views and exports."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from contact.models import Submission, SubmissionNote
from contact.models.submissions import Status
from core.models import User

# Upper limit of submissions that a search decrypts, the newest first.
MAX_SEARCHED = 5000
# An action redirects back to the message; that is not logged as another view.
VISIT_DURATION = timedelta(minutes=1)


@transaction.atomic
def mark_handled(submission: Submission, *, by: User) -> None:
    submission.status = Status.HANDLED
    submission.handled_at, submission.handled_by = timezone.now(), by
    submission.save(update_fields=["status", "handled_at", "handled_by"])
    log(instance=submission, action="contact.handle", user=by)


@transaction.atomic
def reopen(submission: Submission, *, by: User) -> None:
    submission.status = Status.NEW
    submission.handled_at = submission.handled_by = None
    submission.save(update_fields=["status", "handled_at", "handled_by"])
    log(instance=submission, action="contact.reopen", user=by)


@transaction.atomic
def assign(submission: Submission, *, to: User | None, by: User) -> None:
    submission.assigned_to = to
    submission.save(update_fields=["assigned_to"])
    log(
        instance=submission,
        action="contact.assign",
        user=by,
        # By name, so that the history needs no query per line and outlives accounts.
        data={"to": str(to) if to else None},
    )


@transaction.atomic
def add_note(submission: Submission, *, text: str, by: User) -> SubmissionNote:
    log(instance=submission, action="contact.note", user=by)
    return SubmissionNote.objects.create(
        submission=submission, text=text, written_by=by
    )


@transaction.atomic
def delete(submissions: Iterable[Submission], *, by: User) -> None:
    for submission in submissions:
        log(instance=submission, action="contact.delete", user=by, deleted=True)
        submission.delete()


def log_view(submission: Submission, *, by: User) -> None:
    """Logs a view, unless the same user has a log entry within the last minute."""
    latest = ModelLogEntry.objects.for_instance(submission).order_by("-pk").first()
    if (
        latest
        and latest.user_id == by.pk
        and latest.timestamp > timezone.now() - VISIT_DURATION
    ):
        return
    log(instance=submission, action="contact.view", user=by)


@transaction.atomic
def log_export(submissions: Iterable[Submission], *, by: User) -> None:
    for submission in submissions:
        log(instance=submission, action="contact.export", user=by)


def matching(submissions: Iterable[Submission], query: str) -> list[UUID]:
    """Keys of submissions whose answers or notes contain all words of the query."""
    words = _normalise(query).split()
    return [
        submission.pk
        for submission in submissions
        if all(word in _text(submission) for word in words)
    ]


def _text(submission: Submission) -> str:
    answers = [line.text for line in submission.lines]
    notes = [str(note.text) for note in submission.notes.all()]
    return _normalise("\n".join([*answers, *notes]))


def _normalise(text: str) -> str:
    """Casefolded text without diacritics, so that names match from any keyboard."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
