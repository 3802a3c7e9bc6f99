"""Taking a reply in: stored once, screened, and announced to who should know."""

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
from public_forms import idempotency, rate_limits, text_cleaning
from public_forms.senders import Sender
from public_forms.spam_signals import SpamSignal

# Who sends the same once more within it does not know that it arrived.
DUPLICATES_WITHIN = timedelta(days=7)
# The fields whose words are screened.
SCREENED = ("name", "website", "text")


@dataclass(frozen=True)
class Draft:
    """A reply as its writer typed it, checked and tidied by the form."""

    page_id: int
    parent_id: int | None
    name: str
    email: str
    website: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What its writer may know; rubbish is told to wait like others."""

    comment_id: int
    # The reply that begins its thread: itself, or what it answers.
    thread_id: int
    is_published: bool
    is_urgent: bool


def submit_reply(
    draft: Draft,
    *,
    page: Any,  # Any page that takes replies, with what Wagtail's Page has.
    settings: ReplySettings,
    sender: Sender,
    key: str = "",
    content: Any = None,
    suspicions: Sequence[SpamSignal] = (),
) -> Outcome:
    """Stores it once for each ``key``, which names ``content``: else the draft.

    Any: what was sent, as JSON. Raises RepliesClosed, TooMany of the sender's network, and KeyReused.
    """

    def store() -> dict[str, Any]:
        if not reply_window.is_open(page, settings, now=timezone.now()):
            raise reply_window.RepliesClosed
        rate_limits.check_limit("reply", sender.network)
        return asdict(_store(draft, settings, sender, suspicions))

    answer, _ = idempotency.run_once(
        key=_receipt(key) if key else "",
        content=content or asdict(draft),
        hand_in=store,
    )
    return Outcome(**answer)


def outcome_of(*, key: str, content: Any) -> Outcome | None:
    """That of ``content``, handed in before with this key; raises KeyReused."""
    answer = idempotency.earlier_answer(key=_receipt(key), content=content)
    return Outcome(**answer) if answer else None


def _receipt(key: str) -> str:
    return f"reply {key}"


def _store(
    draft: Draft,
    settings: ReplySettings,
    sender: Sender,
    suspicions: Sequence[SpamSignal],
) -> Outcome:
    clinic = ClinicSettings.of(settings.site_id)
    screened = screening.screen(_facts(draft, clinic, suspicions), settings.rules)
    asks = akismet.is_asked() and not screened.is_spam
    comment = Comment.objects.create(
        **asdict(draft),
        status=_status(screened),
        is_urgent=screened.is_urgent,
        held_for=screened.reasons,
        verdict=Verdict.PENDING if asks else "",
        consented_at=timezone.now(),
        address=sender.address,
        user_agent=sender.user_agent,
        referrer=sender.referrer,
    )
    if asks:
        tasks.check_with_akismet.enqueue(comment.pk)
    if comment.is_urgent or (comment.status == Status.WAITING and not asks):
        tasks.announce(comment)
    return Outcome(
        comment_id=comment.pk,
        thread_id=comment.parent_id or comment.pk,
        is_published=screened.is_published,
        is_urgent=screened.is_urgent,
    )


def _facts(
    draft: Draft, clinic: ClinicSettings, suspicions: Sequence[SpamSignal]
) -> screening.Facts:
    texts = [getattr(draft, name) for name in SCREENED]
    typed = "\n".join(texts)
    by_writer = Comment.objects.filter(email=draft.email, status=Status.PUBLISHED)
    alike = Comment.objects.filter(
        page_id=draft.page_id,
        text=draft.text,
        created_at__gt=timezone.now() - DUPLICATES_WITHIN,
    )
    return screening.Facts(
        text=typed,
        is_in_danger=emergency.is_in_danger(texts, clinic),
        links=text_cleaning.number_of_links(typed),
        is_known_writer=by_writer.exists(),
        is_duplicate=alike.exists(),
        suspicions=suspicions,
        awaits_verdict=akismet.is_asked(),
    )


def _status(screened: screening.Screening) -> Status:
    if screened.is_spam:
        return Status.SPAM
    return Status.PUBLISHED if screened.is_published else Status.WAITING
