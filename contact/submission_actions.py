"""What staff do with what visitors sent. Each deed, reading too, stands in the log."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from contact.models import Submission, SubmissionNote
from contact.models.submissions import Status
from core.models import User

# How many of the newest are read for a search; the database cannot read them.
SEARCHED = 5000
# Each deed leads back to the message; that is no new reading.
VISIT = timedelta(minutes=1)


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
        # By name: a history asks no table for each line, and outlives accounts.
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


def note_view(submission: Submission, *, by: User) -> None:
    """Once for a visit: who just did something with it has it on screen anyway."""
    latest = ModelLogEntry.objects.for_instance(submission).order_by("-pk").first()
    if latest and latest.user_id == by.pk and latest.timestamp > timezone.now() - VISIT:
        return
    log(instance=submission, action="contact.view", user=by)


@transaction.atomic
def note_export(submissions: Iterable[Submission], *, by: User) -> None:
    for submission in submissions:
        log(instance=submission, action="contact.export", user=by)


def matching(submissions: Iterable[Submission], query: str) -> list[str]:
    """The ids of those in whose answers or notes all words of the query stand."""
    words = _plain(query).split()
    return [
        submission.pk
        for submission in submissions
        if all(word in _text(submission) for word in words)
    ]


def _text(submission: Submission) -> str:
    said = [line.text for line in submission.lines]
    noted = [str(note.text) for note in submission.notes.all()]
    return _plain("\n".join([*said, *noted]))


def _plain(text: str) -> str:
    """Small letters without their marks: few keyboards have those of every name."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
