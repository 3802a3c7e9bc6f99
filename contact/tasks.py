"""Background tasks that mail staff and senders; without answers by default."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from clinic.page_data import ClinicPageData
from contact.models import FormPage, Submission
from core.models import User
from core.rich_text import lines_of
from public_forms import mail
from public_forms.announcements import Announcements
from public_forms.task_retries import (
    URGENT_PRIORITY,
    URGENT_RETRY_DELAYS_SECONDS,
    later,
)

# Rate limits of confirmations, per address and overall: a stranger can neither flood
# somebody's mailbox nor make the site send bulk mail.
CONFIRMATION_INTERVAL = timedelta(hours=1)
MAX_CONFIRMATIONS_PER_HOUR = 60


@later(does="Mail staff that messages came in", on=mail.MailDown)
def tell_staff(page_id: int) -> None:
    """Sends one mail about all submissions of a form not announced yet."""
    _notify(page_id, urgent=False)


@later(
    does="Mail staff that somebody may be in danger",
    on=mail.MailDown,
    retry_delays_seconds=URGENT_RETRY_DELAYS_SECONDS,
    priority=URGENT_PRIORITY,
)
def tell_of_danger(page_id: int) -> None:
    """Sends the mail of ``tell_staff`` for urgent submissions."""
    _notify(page_id, urgent=True)


MAILS = Announcements(tell_staff, tell_of_danger, interval=timedelta(minutes=5))


@later(does="Confirm a message to its sender by mail", on=mail.MailDown)
def acknowledge(submission_id: str) -> None:
    """Confirms the submission to its sender."""
    submission = Submission.objects.filter(pk=submission_id).first()
    if submission is None or submission.page is None:
        return
    if submission.acknowledged_at or is_confirmation_limited(submission):
        return
    page = submission.page
    address = submission.email
    if not address:
        # The answers cannot be decrypted any more.
        return
    emergency_text = lines_of(page.emergency_html) if submission.is_urgent else ""
    mail.send(
        subject=f"We have your message: {page.title}",
        body=_render(
            "contact/mail/acknowledgement.txt", page, emergency=emergency_text
        ),
        to=[address],
    )
    Submission.objects.filter(pk=submission.pk).update(acknowledged_at=timezone.now())


def announce(submission: Submission) -> None:
    """Queues the mail about a submission, unless one is queued already."""
    if submission.page_id:
        MAILS.queue(submission.page_id, urgent=submission.is_urgent)


def is_confirmation_limited(submission: Submission) -> bool:
    """True if the rate limit of confirmations is reached, per address or overall."""
    recent = Submission.objects.filter(
        acknowledged_at__gt=timezone.now() - CONFIRMATION_INTERVAL
    )
    to_same_address = recent.filter(email_digest=submission.email_digest)
    return to_same_address.exists() or recent.count() >= MAX_CONFIRMATIONS_PER_HOUR


def _notify(page_id: int, *, urgent: bool) -> None:
    page = FormPage.objects.filter(pk=page_id).first()
    news = page and _unannounced(page, urgent=urgent)
    if not news:
        return
    if MAILS.is_put_off(page_id, page.submissions.all(), urgent=urgent):
        return
    addresses = _recipients(page, urgent=urgent)
    if addresses:
        mail.send(
            subject=_subject(page, len(news), urgent=urgent),
            body=_render("contact/mail/staff.txt", page, news=news, urgent=urgent),
            to=addresses,
        )
    announced = Submission.objects.filter(pk__in=[each.pk for each in news])
    announced.update(announced_at=timezone.now())


def _subject(page: FormPage, number: int, *, urgent: bool) -> str:
    if urgent:
        return f"Urgent: somebody may be in danger ({page.title})"
    return f"{page.title}: {number} new"


def _recipients(page: FormPage, *, urgent: bool) -> list[str]:
    """Addresses of the form; for urgent mail without any, all who may handle it."""
    if page.staff_addresses or not urgent:
        return page.staff_addresses
    handlers = User.objects.with_perm("contact.handle_submission")
    return list(handlers.values_list("email", flat=True))


def _unannounced(page: FormPage, *, urgent: bool) -> list[Submission]:
    rows = page.submissions.filter(announced_at=None, is_news=True, is_urgent=urgent)
    if not page.with_content:
        # The mail does not show them, and decryption is slow.
        rows = rows.defer("answers")
    return list(rows.order_by("created_at"))


def _render(template: str, page: FormPage, **context: object) -> str:
    common = {
        "page": page,
        "clinic": ClinicPageData.of(page).clinic,
        "origin": page.page_data.addresses.origin,
        # Not the site's URL, which may be that of a front end.
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    return render_to_string(template, {**common, **context})
