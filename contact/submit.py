"""Submission of a form: idempotent storage, spam signals and notification."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clinic import emergency
from clinic.page_data import ClinicPageData
from contact import tasks
from contact.form_builder import SubmissionForm
from contact.models import FormPage, Submission
from contact.senders import email_digest, fingerprint
from outbox import events
from outbox.models import Event
from public_forms import idempotency, rate_limits
from public_forms.senders import Sender
from public_forms.spam_signals import SpamSignal
from public_forms.text_cleaning import number_of_links

# Spam signals without notification of staff: certain spam, and duplicates. The others
# are not certain: a visitor without scripts may send within seconds of the token.
SILENT_SIGNALS = {SpamSignal.HONEYPOT, SpamSignal.DUPLICATE}
MAX_LINKS = 2
# After this time a repeated message counts as new: its sender awaits an answer.
DUPLICATE_PERIOD = timedelta(days=3)


@dataclass(frozen=True)
class Outcome:
    """Result of a submission; ``id`` is the key of its row.

    ``is_urgent``: somebody may be in danger. ``is_unconfirmed``: the form promises a
    confirmation by e-mail, but none will be sent.
    """

    id: str
    is_repeat: bool
    is_urgent: bool = False
    is_unconfirmed: bool = False


def submit_form(
    page: FormPage,
    form: SubmissionForm,
    *,
    sender: Sender,
    key: str = "",
    content: Any = None,
    spam_signals: Sequence[SpamSignal] = (),
) -> Outcome:
    """Stores a valid form once per idempotency key.

    ``content`` is what the key stands for, as JSON; by default page and answers. Raises
    LimitExceeded for the sender's network, and KeyReused.
    """

    def store() -> idempotency.Answer:
        rate_limits.check_limit("submission", sender.network)
        stored = _store(page, form, spam_signals)
        return {
            "id": str(stored.pk),
            "is_urgent": stored.is_urgent,
            "is_unconfirmed": not _queue_confirmation(stored, form),
        }

    answer, is_repeat = idempotency.run_once(
        key=_scoped_key(key) if key else "",
        content=content or {"page": page.pk, "answers": form.answers},
        create=store,
    )
    return Outcome(**answer, is_repeat=is_repeat)


def outcome_of(*, key: str, content: Any) -> Outcome | None:
    """Outcome of an earlier submission with this key and content; raises KeyReused."""
    answer = idempotency.earlier_answer(key=_scoped_key(key), content=content)
    return Outcome(**answer, is_repeat=True) if answer else None


def _scoped_key(key: str) -> str:
    return f"submission {key}"


def _store(
    page: FormPage, form: SubmissionForm, spam_signals: Sequence[SpamSignal]
) -> Submission:
    now = timezone.now()
    submission = Submission(
        page=page,
        form_title=page.title,
        answers=form.answers,
        email_digest=email_digest(form.email),
        fingerprint=fingerprint(form.answers),
        place=form.place,
        is_urgent=emergency.is_in_danger(form.typed, ClinicPageData.of(page).clinic),
        created_at=now,
        delete_on=timezone.localdate(now) + timedelta(days=page.keep_days),
    )
    submission.spam_signals = [*spam_signals, *_content_signals(submission)]
    is_spam = (
        bool(SILENT_SIGNALS & set(submission.spam_signals)) and not submission.is_urgent
    )
    submission.is_news = not is_spam
    submission.save(force_insert=True)
    # Spam is stored for review, without notification or confirmation.
    if submission.is_news:
        tasks.announce(submission)
        events.record(
            *(Event.FORM_SUBMITTED, f"submission-{submission.pk}"),
            id=str(submission.pk),
            page=page.pk,
        )
    return submission


def _queue_confirmation(submission: Submission, form: SubmissionForm) -> bool:
    """Queues the confirmation; returns False if one was promised but is not sent.

    Suspected spam is not confirmed, because the address may belong to somebody else.
    """
    if not (form.page.acknowledge and form.email):
        return True
    if submission.spam_signals or tasks.is_confirmation_limited(submission):
        return False
    tasks.acknowledge.enqueue(str(submission.pk))
    return True


def _content_signals(submission: Submission) -> list[SpamSignal]:
    text = "\n".join(line.text for line in submission.lines)
    # A duplicate of a submission without notification must still notify staff.
    duplicates = Submission.objects.filter(
        page=submission.page,
        fingerprint=submission.fingerprint,
        is_news=True,
        created_at__gt=submission.created_at - DUPLICATE_PERIOD,
    )
    found = {
        SpamSignal.LINKS: number_of_links(text) > MAX_LINKS,
        SpamSignal.DUPLICATE: duplicates.exists(),
    }
    return [signal for signal, holds in found.items() if holds]
