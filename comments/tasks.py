"""What the worker does about replies."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Site

from comments import akismet, moderation
from comments.models import Comment, ReplySettings
from comments.models.comments import Status, Verdict
from comments.screening import Reason
from core.models import User
from public_forms import mail
from public_forms.task_retries import (
    URGENT_PATIENCE_SECONDS,
    URGENT_PRIORITY,
    is_queued,
    later,
)

# One mail tells of all that came in meanwhile.
BATCH = timedelta(minutes=15)
URGENT_BATCH = timedelta(minutes=2)


@later(does="Ask Akismet about a reply", on=akismet.VerdictUnavailable)
def check_with_akismet(comment_id: int) -> None:
    """Asks once; what a moderator decided in the meantime stands."""
    comment = Comment.objects.select_related("page").filter(pk=comment_id).first()
    if comment is None or comment.status != Status.WAITING:
        return
    try:
        verdict = akismet.check(comment)
    except akismet.VerdictUnavailable:
        _note_no_verdict(comment_id)
        raise
    _take_verdict(comment_id, verdict)


@later(does="Mail moderators that replies wait", on=mail.MailDown)
def tell_moderators(site_id: int) -> None:
    """One mail for all replies that wait and that nobody was told of."""
    _tell(site_id, urgent=False)


@later(
    does="Mail moderators that somebody may be in danger",
    on=mail.MailDown,
    waits_seconds=URGENT_PATIENCE_SECONDS,
    priority=URGENT_PRIORITY,
)
def tell_of_danger(site_id: int) -> None:
    _tell(site_id, urgent=True)


def announce(comment: Comment) -> None:
    """Queues the mail about a reply that waits, unless one will tell of it soon."""
    site = comment.page.get_site()
    if site:
        _queue(site.pk, urgent=comment.is_urgent)


@transaction.atomic
def _queue(site_id: int, *, urgent: bool, due: datetime | None = None) -> None:
    task, pause = (tell_of_danger, URGENT_BATCH) if urgent else (tell_moderators, BATCH)
    if not is_queued(task, site_id, within=pause):
        task.using(run_after=due).enqueue(site_id)


def _tell(site_id: int, *, urgent: bool) -> None:
    site = Site.objects.get(pk=site_id)
    waiting = _untold(site, urgent=urgent)
    if not waiting:
        return
    if wait := _wait(site, urgent=urgent):
        _queue(site_id, urgent=urgent, due=timezone.now() + wait)
        return
    addresses = _moderators(site)
    if addresses:
        mail.send(**_notice(site, waiting, urgent=urgent), to=addresses)
    told = [comment.pk for comment in waiting]
    Comment.objects.filter(pk__in=told).update(announced_at=timezone.now())


@transaction.atomic
def _note_no_verdict(comment_id: int) -> None:
    comment = _locked(comment_id)
    if comment is None:
        return
    first = comment.verdict != Verdict.UNAVAILABLE
    comment.verdict = Verdict.UNAVAILABLE
    comment.save(update_fields=["verdict"])
    if first and comment.status == Status.WAITING and not comment.is_urgent:
        announce(comment)


@transaction.atomic
def _take_verdict(comment_id: int, verdict: Verdict) -> None:
    comment = _locked(comment_id)
    if comment is None:
        return
    was_told = comment.is_urgent or comment.verdict == Verdict.UNAVAILABLE
    reasons = [reason for reason in comment.held_for if reason != Reason.NO_VERDICT]
    if verdict != Verdict.HAM:
        reasons.append(Reason.CALLED_SPAM)
    comment.verdict, comment.held_for = verdict, reasons
    comment.save(update_fields=["verdict", "held_for"])
    if comment.status != Status.WAITING or comment.is_urgent:
        # A moderator was faster, or a person must look at it whatever Akismet says.
        return
    if verdict != Verdict.HAM:
        moderation.mark_spam(comment, by=None)
    elif not reasons:
        moderation.publish(comment, by=None)
    elif not was_told:
        announce(comment)


def _locked(comment_id: int) -> Comment | None:
    """As it is now; None where it was deleted while Akismet was asked."""
    return Comment.objects.select_for_update().filter(pk=comment_id).first()


def _untold(site: Site, *, urgent: bool) -> list[Comment]:
    return list(
        Comment.objects.waiting()
        .filter(announced_at=None, is_urgent=urgent)
        .filter(page__path__startswith=site.root_page.path)
        .select_related("page")
    )


def _wait(site: Site, *, urgent: bool) -> timedelta | None:
    """Until the next mail may go out; None where it may now."""
    last = (
        Comment.objects.filter(page__path__startswith=site.root_page.path)
        .filter(announced_at__isnull=False, is_urgent=urgent, by_clinic=False)
        .order_by("-announced_at")
        .values_list("announced_at", flat=True)
        .first()
    )
    pause = URGENT_BATCH if urgent else BATCH
    left = last + pause - timezone.now() if last else timedelta()
    return left if left > timedelta() else None


def _moderators(site: Site) -> list[str]:
    if given := ReplySettings.of(site.pk).moderators:
        return given
    moderators = User.objects.with_perm(moderation.MODERATE)
    return list(moderators.values_list("email", flat=True))


def _notice(site: Site, waiting: list[Comment], *, urgent: bool) -> dict[str, str]:
    context = {
        "number": len(waiting),
        "urgent": urgent,
        "site": site,
        # The site's own address may be a front end's.
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    subject = render_to_string("comments/mail/waiting_subject.txt", context)
    body = render_to_string("comments/mail/waiting.txt", context)
    return {"subject": subject, "body": body}
