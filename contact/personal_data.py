"""Personal data in submissions: export, erasure and retention."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from contact import submission_actions
from contact.models import FormPage, Submission
from contact.senders import email_digests
from core.models import User
from public_forms.encrypted_fields import Unreadable
from public_forms.personal_data import DataHolder, Mention, Row

# Rows fetched at a time, where all of them have to be decrypted.
CHUNK = 200


def find(email: str) -> list[Row]:
    return [
        {
            "id": str(submission.pk),
            "form": submission.form_title,
            "urgent": submission.is_urgent,
            "sent_at": submission.created_at.isoformat(),
            "answers": [
                {"label": line.label, "value": line.text} for line in submission.lines
            ],
            "notes": [str(note.text) for note in submission.notes.all()],
            "unreadable": _unreadable(submission),
            "deleted_on": submission.delete_on.isoformat(),
        }
        for submission in _sent_by(email)
    ]


def mentions(email: str) -> list[Mention]:
    """Submissions by others with the address inside an answer or a note."""
    own = {submission.pk for submission in _sent_by(email)}
    return [
        Mention(
            words=f"{each.form_title}, "
            f"{date_format(timezone.localtime(each.created_at))}",
            url=reverse("submissions:edit", args=[each.pk]),
        )
        for each in _all()
        if each.pk not in own and email in _searchable_text(each)
    ]


def _searchable_text(submission: Submission) -> str:
    """Answers and notes of the submission in lower case, as far as readable."""
    notes = (str(note.text) for note in submission.notes.all())
    return "\n".join([*(line.text for line in submission.lines), *notes]).lower()


def _all() -> Iterator[Submission]:
    return Submission.objects.prefetch_related("notes").iterator(chunk_size=CHUNK)


def note(rows: list[Row], *, by: User, is_export: bool) -> None:
    """Logs the access in the history of each submission, like the inbox."""
    found = Submission.objects.defer("answers").in_bulk([row["id"] for row in rows])
    if is_export:
        submission_actions.log_export(found.values(), by=by)
        return
    for submission in found.values():
        submission_actions.log_view(submission, by=by)


def erase(email: str) -> int:
    return _delete_matching(Q(pk__in=[submission.pk for submission in _sent_by(email)]))


def delete_expired_submissions(now: datetime) -> int:
    """Deletes submissions whose retention ends, by the old or the current period."""
    due = Q(delete_on__lte=timezone.localdate(now))
    for page_id, days in FormPage.objects.values_list("pk", "keep_days"):
        due |= Q(page_id=page_id, created_at__lte=now - timedelta(days=days))
    return _delete_matching(due)


SUBMISSIONS = DataHolder(
    name="submissions",
    find=find,
    erase=erase,
    delete_expired=delete_expired_submissions,
    note=note,
    mentions=mentions,
)


def _sent_by(email: str) -> Iterator[Submission]:
    """Submissions with this address in any answer, not only the one with a digest."""
    digests = email_digests(email)
    for submission in _all():
        values = (answer["value"] for answer in submission.answers)
        if submission.email_digest in digests or any(
            isinstance(value, str) and value.lower() == email for value in values
        ):
            yield submission


def _unreadable(submission: Submission) -> str | None:
    """Reason why answers or notes cannot be decrypted; None if all can."""
    contents = [submission.answers, *(note.text for note in submission.notes.all())]
    return next((str(each) for each in contents if isinstance(each, Unreadable)), None)


def _delete_matching(condition: Q) -> int:
    found = list(Submission.objects.filter(condition).values_list("pk", flat=True))
    Submission.objects.filter(pk__in=found).delete()
    return len(found)
