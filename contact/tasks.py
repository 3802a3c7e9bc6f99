"""Mails about what came in with a form. Their words carry no answer by default."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from contact.models import FormPage, Submission
from intake import mail
from intake.retries import is_queued, later

# One mail tells of all that came in meanwhile.
BATCH = timedelta(minutes=5)
# Nobody's mailbox is filled by a stranger who knows the address, and no stranger makes
# us send more than this.
SAME_ADDRESS_AGAIN = timedelta(hours=1)
ACKNOWLEDGEMENTS_AN_HOUR = 60


@later(does="Mail staff that messages came in", on=mail.MailDown)
def tell_staff(page_id: int) -> None:
    """One mail for all that came in with a form and that staff were not told of."""
    page = FormPage.objects.filter(pk=page_id).first()
    news = page and _untold(page)
    if not news:
        return
    if wait := _wait(page):
        tell_staff.using(run_after=timezone.now() + wait).enqueue(page_id)
        return
    if page.staff_addresses:
        mail.send(
            subject=f"{page.title}: {len(news)} new",
            body=_written("contact/mail/staff.txt", page, news=news),
            to=page.staff_addresses,
        )
    told = Submission.objects.filter(pk__in=[each.pk for each in news])
    told.update(announced_at=timezone.now())


@later(does="Confirm a message to its sender by mail", on=mail.MailDown)
def acknowledge(submission_id: str) -> None:
    """Tells the visitor that it arrived."""
    submission = Submission.objects.filter(pk=submission_id).first()
    page = submission and submission.page
    if not page or submission.acknowledged_at or _had_enough(submission):
        return
    address = submission.email
    if not address:
        # Its key is gone.
        return
    mail.send(
        subject=f"We have your message: {page.title}",
        body=_written("contact/mail/acknowledgement.txt", page),
        to=[address],
    )
    Submission.objects.filter(pk=submission.pk).update(acknowledged_at=timezone.now())


def announce(page_id: int) -> None:
    """Queues the mail about what came in, unless one that tells of it will go soon."""
    if not is_queued(tell_staff, page_id, within=BATCH):
        tell_staff.enqueue(page_id)


def _untold(page: FormPage) -> list[Submission]:
    rows = page.submissions.filter(announced_at=None, is_news=True)
    if not page.with_content:
        # Nobody asks for them, and decrypting is slow.
        rows = rows.defer("answers")
    return list(rows.order_by("created_at"))


def _wait(page: FormPage) -> timedelta | None:
    """Until the next mail may go out; None where it may now."""
    last = (
        Submission.objects.filter(page=page, announced_at__isnull=False)
        .order_by("-announced_at")
        .values_list("announced_at", flat=True)
        .first()
    )
    left = last + BATCH - timezone.now() if last else timedelta()
    return left if left > timedelta() else None


def _had_enough(submission: Submission) -> bool:
    lately = Submission.objects.filter(
        acknowledged_at__gt=timezone.now() - SAME_ADDRESS_AGAIN
    )
    same = lately.filter(email_digest=submission.email_digest)
    return same.exists() or lately.count() >= ACKNOWLEDGEMENTS_AN_HOUR


def _written(template: str, page: FormPage, **context: object) -> str:
    known = {
        "page": page,
        "clinic": page.parts.clinic,
        "origin": page.parts.origin,
        # The site's own address may be a front end's.
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    return render_to_string(template, {**known, **context})
