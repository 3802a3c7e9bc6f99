"""Mails about what came in with a form. Their words carry no answer by default."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from contact.models import FormPage, Submission
from core.models import User
from core.rich_text import lines_of
from public_forms import mail
from public_forms.task_retries import (
    URGENT_PATIENCE_SECONDS,
    URGENT_PRIORITY,
    is_queued,
    later,
)

# One mail tells of all that came in meanwhile.
BATCH = timedelta(minutes=5)
URGENT_BATCH = timedelta(minutes=2)
# Nobody's mailbox is filled by a stranger who knows the address, and no stranger makes
# us send more than this.
SAME_ADDRESS_AGAIN = timedelta(hours=1)
ACKNOWLEDGEMENTS_AN_HOUR = 60


@later(does="Mail staff that messages came in", on=mail.MailDown)
def tell_staff(page_id: int) -> None:
    """One mail for all that came in with a form and that staff were not told of."""
    _tell(page_id, urgent=False)


@later(
    does="Mail staff that somebody may be in danger",
    on=mail.MailDown,
    waits_seconds=URGENT_PATIENCE_SECONDS,
    priority=URGENT_PRIORITY,
)
def tell_of_danger(page_id: int) -> None:
    """As ``tell_staff``, for urgent messages."""
    _tell(page_id, urgent=True)


@later(does="Confirm a message to its sender by mail", on=mail.MailDown)
def acknowledge(submission_id: str) -> None:
    """Tells the visitor that it arrived."""
    submission = Submission.objects.filter(pk=submission_id).first()
    page = submission and submission.page
    if not page or submission.acknowledged_at or had_enough(submission):
        return
    address = submission.email
    if not address:
        # Its key is gone.
        return
    help_now = lines_of(page.emergency_html) if submission.is_urgent else ""
    mail.send(
        subject=f"We have your message: {page.title}",
        body=_written("contact/mail/acknowledgement.txt", page, emergency=help_now),
        to=[address],
    )
    Submission.objects.filter(pk=submission.pk).update(acknowledged_at=timezone.now())


def announce(submission: Submission) -> None:
    """Queues the mail about what came in, unless one that tells of it will go soon."""
    _queue(submission.page_id, urgent=submission.is_urgent)


@transaction.atomic
def _queue(page_id: int, *, urgent: bool, due: datetime | None = None) -> None:
    task, pause = (tell_of_danger, URGENT_BATCH) if urgent else (tell_staff, BATCH)
    if not is_queued(task, page_id, within=pause):
        task.using(run_after=due).enqueue(page_id)


def had_enough(submission: Submission) -> bool:
    """True where the address, or all together, got as many confirmations as they may."""
    lately = Submission.objects.filter(
        acknowledged_at__gt=timezone.now() - SAME_ADDRESS_AGAIN
    )
    same = lately.filter(email_digest=submission.email_digest)
    return same.exists() or lately.count() >= ACKNOWLEDGEMENTS_AN_HOUR


def _tell(page_id: int, *, urgent: bool) -> None:
    page = FormPage.objects.filter(pk=page_id).first()
    news = page and _untold(page, urgent=urgent)
    if not news:
        return
    if wait := _wait(page, urgent=urgent):
        _queue(page_id, urgent=urgent, due=timezone.now() + wait)
        return
    addresses = _staff(page, urgent=urgent)
    if addresses:
        mail.send(
            subject=_subject(page, len(news), urgent=urgent),
            body=_written("contact/mail/staff.txt", page, news=news, urgent=urgent),
            to=addresses,
        )
    told = Submission.objects.filter(pk__in=[each.pk for each in news])
    told.update(announced_at=timezone.now())


def _subject(page: FormPage, number: int, *, urgent: bool) -> str:
    if urgent:
        return f"Urgent: somebody may be in danger ({page.title})"
    return f"{page.title}: {number} new"


def _staff(page: FormPage, *, urgent: bool) -> list[str]:
    """The form's addresses; of danger somebody is told also where it has none."""
    if page.staff_addresses or not urgent:
        return page.staff_addresses
    handlers = User.objects.with_perm("contact.handle_submission")
    return list(handlers.values_list("email", flat=True))


def _untold(page: FormPage, *, urgent: bool) -> list[Submission]:
    rows = page.submissions.filter(announced_at=None, is_news=True, is_urgent=urgent)
    if not page.with_content:
        # Nobody asks for them, and decrypting is slow.
        rows = rows.defer("answers")
    return list(rows.order_by("created_at"))


def _wait(page: FormPage, *, urgent: bool) -> timedelta | None:
    """Until the next mail may go out; None where it may now."""
    last = (
        Submission.objects.filter(page=page, announced_at__isnull=False)
        .filter(is_urgent=urgent)
        .order_by("-announced_at")
        .values_list("announced_at", flat=True)
        .first()
    )
    pause = URGENT_BATCH if urgent else BATCH
    left = last + pause - timezone.now() if last else timedelta()
    return left if left > timedelta() else None


def _written(template: str, page: FormPage, **context: object) -> str:
    known = {
        "page": page,
        "clinic": page.page_data.clinic,
        "origin": page.page_data.origin,
        # The site's own address may be a front end's.
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    return render_to_string(template, {**known, **context})
