"""Taking in what a visitor entered in a form: stored once, announced without content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clinic import emergency
from contact import tasks
from contact.form_builder import SubmissionForm
from contact.models import FormPage, Submission
from contact.senders import email_digest, fingerprint
from public_forms import idempotency, rate_limits
from public_forms.senders import Sender
from public_forms.spam_signals import SpamSignal
from public_forms.text_cleaning import number_of_links

# Staff hear of everything but what a program filled in without doubt, and what they
# heard of before. Somebody who reads fast, or has no scripts, may send within seconds
# of the stamp.
NO_NEWS = {SpamSignal.HONEYPOT, SpamSignal.DUPLICATE}
MOST_LINKS = 2
# Who sends the same once more after that waits for an answer.
DUPLICATES_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class Outcome:
    """``id`` is the submission's; ``is_urgent``: somebody may be in danger.

    ``is_unconfirmed``: the form says that it confirms by e-mail, and will not.
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
    suspicions: Sequence[SpamSignal] = (),
) -> Outcome:
    """Stores a valid form once for each ``key``, which names ``content``: else answers.

    Any: what was sent, as JSON. Raises TooMany of the sender's network, and KeyReused.
    """

    def store() -> idempotency.Answer:
        rate_limits.check_limit("submission", sender.network)
        stored = _store(page, form, suspicions)
        return {
            "id": str(stored.pk),
            "is_urgent": stored.is_urgent,
            "is_unconfirmed": not _confirm(stored, form),
        }

    answer, is_repeat = idempotency.run_once(
        key=_receipt(key) if key else "",
        content=content or {"page": page.pk, "answers": form.answers},
        hand_in=store,
    )
    return Outcome(**answer, is_repeat=is_repeat)


def outcome_of(*, key: str, content: Any) -> Outcome | None:
    """That of ``content``, handed in before with this key; raises KeyReused."""
    answer = idempotency.earlier_answer(key=_receipt(key), content=content)
    return Outcome(**answer, is_repeat=True) if answer else None


def _receipt(key: str) -> str:
    return f"submission {key}"


def _store(
    page: FormPage, form: SubmissionForm, suspicions: Sequence[SpamSignal]
) -> Submission:
    now = timezone.now()
    submission = Submission(
        page=page,
        form_title=page.title,
        answers=form.answers,
        email_digest=email_digest(form.email),
        fingerprint=fingerprint(form.answers),
        place=form.place,
        is_urgent=emergency.is_in_danger(form.typed, page.page_data.clinic),
        created_at=now,
        delete_on=timezone.localdate(now) + timedelta(days=page.keep_days),
    )
    submission.suspicions = [*suspicions, *_more_suspicions(submission)]
    is_rubbish = bool(NO_NEWS & set(submission.suspicions)) and not submission.is_urgent
    submission.is_news = not is_rubbish
    submission.save(force_insert=True)
    # Rubbish is kept for staff to look at, but rings no bell and answers nobody.
    if submission.is_news:
        tasks.announce(submission)
    return submission


def _confirm(submission: Submission, form: SubmissionForm) -> bool:
    """Queues the confirmation; False where the sender expects one in vain.

    What looks like rubbish gets none: the address in it may be somebody else's.
    """
    if not (submission.page.acknowledge and form.email):
        return True
    if submission.suspicions or tasks.had_enough(submission):
        return False
    tasks.acknowledge.enqueue(str(submission.pk))
    return True


def _more_suspicions(submission: Submission) -> list[SpamSignal]:
    said = "\n".join(line.text for line in submission.lines)
    # What staff were not told of is no reason not to tell them.
    alike = Submission.objects.filter(
        page=submission.page,
        fingerprint=submission.fingerprint,
        is_news=True,
        created_at__gt=submission.created_at - DUPLICATES_WITHIN,
    )
    found = {
        SpamSignal.LINKS: number_of_links(said) > MOST_LINKS,
        SpamSignal.DUPLICATE: alike.exists(),
    }
    return [suspicion for suspicion, holds in found.items() if holds]
