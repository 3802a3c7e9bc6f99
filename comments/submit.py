"""Submission of a reply: idempotent storage, screening and notification."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clinic import emergency
from clinic.models import ClinicSettings
from comments import akismet, reply_window, screening, tasks
from comments.models import Comment, ReplySettings
from comments.models.comments import Status, Verdict
from comments.received import tell_webhooks
from public_forms import idempotency, rate_limits, text_cleaning
from public_forms.senders import Sender
from public_forms.spam_signals import SpamSignal

# The same text within this time is a duplicate.
DUPLICATE_PERIOD = timedelta(days=7)
# The fields whose text is screened.
SCREENED_FIELDS = ("name", "website", "text")


@dataclass(frozen=True)
class Draft:
    """A reply as validated and cleaned by the form."""

    page_id: int
    parent_id: int | None
    name: str
    email: str
    website: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """Result for the writer; spam looks like a reply that waits."""

    comment_id: int
    # The top-level reply of the thread: itself, or the one it answers.
    thread_id: int
    is_published: bool
    is_urgent: bool


def submit_reply(
    draft: Draft,
    *,
    page: Any,  # Any: a Page that is also TakesReplies.
    settings: ReplySettings,
    sender: Sender,
    key: str = "",
    content: Any = None,
    spam_signals: Sequence[SpamSignal] = (),
) -> Outcome:
    """Stores the reply once per idempotency key.

    ``content`` is what the key stands for, as JSON; by default the draft. Raises
    RepliesClosed, LimitExceeded for the sender's network, and KeyReused.
    """

    def store() -> dict[str, Any]:
        if not reply_window.is_open(page, settings, now=timezone.now()):
            raise reply_window.RepliesClosed
        rate_limits.check_limit("reply", sender.network)
        return asdict(_store(draft, settings, sender, spam_signals))

    answer, _ = idempotency.run_once(
        key=_scoped_key(key) if key else "",
        content=content or asdict(draft),
        create=store,
    )
    return Outcome(**answer)


def outcome_of(*, key: str, content: Any) -> Outcome | None:
    """Outcome of an earlier submission with this key and content; raises KeyReused."""
    answer = idempotency.earlier_answer(key=_scoped_key(key), content=content)
    return Outcome(**answer) if answer else None


def _scoped_key(key: str) -> str:
    return f"reply {key}"


def _store(
    draft: Draft,
    settings: ReplySettings,
    sender: Sender,
    spam_signals: Sequence[SpamSignal],
) -> Outcome:
    clinic = ClinicSettings.of(settings.site_id)
    screened = screening.screen(_facts(draft, clinic, spam_signals), settings.rules)
    asks_akismet = akismet.is_enabled() and not screened.is_spam
    comment = Comment.objects.create(
        **asdict(draft),
        status=_status(screened),
        is_urgent=screened.is_urgent,
        held_for=screened.reasons,
        verdict=Verdict.PENDING if asks_akismet else "",
        consented_at=timezone.now(),
        address=sender.address,
        user_agent=sender.user_agent,
        referrer=sender.referrer,
    )
    if asks_akismet:
        tasks.check_with_akismet.enqueue(comment.pk)
    if comment.is_urgent or not (screened.is_spam or asks_akismet):
        tell_webhooks(comment)
    if comment.is_urgent or (comment.status == Status.WAITING and not asks_akismet):
        tasks.announce(comment)
    return Outcome(
        comment_id=comment.pk,
        thread_id=comment.parent_id or comment.pk,
        is_published=screened.is_published,
        is_urgent=screened.is_urgent,
    )


def _facts(
    draft: Draft, clinic: ClinicSettings, spam_signals: Sequence[SpamSignal]
) -> screening.Facts:
    texts = [getattr(draft, name) for name in SCREENED_FIELDS]
    text = "\n".join(texts)
    by_writer = Comment.objects.filter(email=draft.email, status=Status.PUBLISHED)
    duplicates = Comment.objects.filter(
        page_id=draft.page_id,
        text=draft.text,
        created_at__gt=timezone.now() - DUPLICATE_PERIOD,
    )
    return screening.Facts(
        text=text,
        is_in_danger=emergency.is_in_danger(texts, clinic),
        links=text_cleaning.number_of_links(text),
        is_known_writer=by_writer.exists(),
        is_duplicate=duplicates.exists(),
        spam_signals=spam_signals,
        awaits_verdict=akismet.is_enabled(),
    )


def _status(screened: screening.Screening) -> Status:
    if screened.is_spam:
        return Status.SPAM
    return Status.PUBLISHED if screened.is_published else Status.WAITING
