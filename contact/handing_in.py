"""Taking in what a visitor entered in a form: stored once, announced without content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from contact import tasks
from contact.form_builder import SubmissionForm
from contact.models import FormPage, Submission
from contact.senders import email_digest
from intake import allowances, receipts
from intake.senders import Sender
from intake.suspicion import Suspicion


@dataclass(frozen=True)
class Outcome:
    """``id`` is the submission's."""

    id: str
    is_repeat: bool


def hand_in(
    page: FormPage,
    form: SubmissionForm,
    *,
    sender: Sender,
    key: str = "",
    suspicions: Sequence[Suspicion] = (),
) -> Outcome:
    """Stores a valid form once for each ``key``.

    Raises TooMany of the sender's network, and KeyReused.
    """

    def store() -> receipts.Answer:
        allowances.take("submission", sender)
        return {"id": str(_store(page, form, suspicions).pk)}

    answer, is_repeat = receipts.once(
        key=f"submission {key}" if key else "",
        content={"page": page.pk, "answers": form.answers},
        hand_in=store,
    )
    return Outcome(id=answer["id"], is_repeat=is_repeat)


def _store(
    page: FormPage, form: SubmissionForm, suspicions: Sequence[Suspicion]
) -> Submission:
    now = timezone.now()
    submission = Submission.objects.create(
        page=page,
        form_title=page.title,
        answers=form.answers,
        email_digest=email_digest(form.email),
        place=form.place,
        suspicions=list(suspicions),
        created_at=now,
        delete_on=timezone.localdate(now) + timedelta(days=page.keep_days),
    )
    # Rubbish is kept for staff to look at, but rings no bell and answers nobody.
    if tasks.is_news(suspicions):
        tasks.tell_staff.enqueue(page.pk)
    if page.acknowledge and form.email and not suspicions:
        tasks.acknowledge.enqueue(str(submission.pk))
    return submission
