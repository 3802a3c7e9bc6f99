"""Background tasks for replies: Akismet checks and mails to moderators."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Site

from comments import akismet, moderation
from comments.models import Comment, ReplySettings
from comments.models.comments import Status, Verdict
from comments.received import tell_webhooks
from comments.screening import Reason
from core.models import User
from core.site_addresses import addresses_of
from public_forms import mail
from public_forms.announcements import Announcements
from public_forms.task_retries import (
    URGENT_PRIORITY,
    URGENT_RETRY_DELAYS_SECONDS,
    later,
)


@later(does="Ask Akismet about a reply", on=akismet.VerdictUnavailable)
def check_with_akismet(comment_id: int) -> None:
    """Asks Akismet, and applies the verdict unless a moderator has decided."""
    comment = Comment.objects.select_related("page").filter(pk=comment_id).first()
    if comment is None:
        return
    if comment.status != Status.WAITING:
        if comment.verdict == Verdict.PENDING and not comment.is_urgent:
            tell_webhooks(comment)
        return
    try:
        verdict = akismet.check(comment)
    except akismet.VerdictUnavailable:
        _record_missing_verdict(comment_id)
        raise
    _apply_verdict(comment_id, verdict)


@later(does="Mail moderators that replies wait", on=mail.MailDown)
def tell_moderators(site_id: int) -> None:
    """Sends one mail about all waiting replies not announced yet."""
    _notify(site_id, urgent=False)


@later(
    does="Mail moderators that somebody may be in danger",
    on=mail.MailDown,
    retry_delays_seconds=URGENT_RETRY_DELAYS_SECONDS,
    priority=URGENT_PRIORITY,
)
def tell_of_danger(site_id: int) -> None:
    _notify(site_id, urgent=True)


def announce(comment: Comment) -> None:
    """Queues the mail about a waiting reply, unless one is queued already."""
    site = comment.page.get_site()
    if site:
        MAILS.queue(site.pk, urgent=comment.is_urgent)


MAILS = Announcements(tell_moderators, tell_of_danger, interval=timedelta(minutes=15))


def _notify(site_id: int, *, urgent: bool) -> None:
    site = Site.objects.get(pk=site_id)
    waiting = _unannounced(site, urgent=urgent)
    if not waiting:
        return
    if MAILS.is_put_off(site_id, _from_visitors(site), urgent=urgent):
        return
    addresses = _moderators(site)
    if addresses:
        mail.send(**_mail_content(site, waiting, urgent=urgent), to=addresses)
    announced = [comment.pk for comment in waiting]
    Comment.objects.filter(pk__in=announced).update(announced_at=timezone.now())


@transaction.atomic
def _record_missing_verdict(comment_id: int) -> None:
    comment = _locked(comment_id)
    if comment is None:
        return
    first = comment.verdict != Verdict.UNAVAILABLE
    comment.verdict = Verdict.UNAVAILABLE
    comment.save(update_fields=["verdict"])
    if first and comment.status == Status.WAITING and not comment.is_urgent:
        announce(comment)
        tell_webhooks(comment)


@transaction.atomic
def _apply_verdict(comment_id: int, verdict: Verdict) -> None:
    comment = _locked(comment_id)
    if comment is None:
        return
    was_announced = comment.is_urgent or comment.verdict == Verdict.UNAVAILABLE
    reasons = [reason for reason in comment.held_for if reason != Reason.NO_VERDICT]
    if verdict != Verdict.HAM:
        reasons.append(Reason.CALLED_SPAM)
    comment.verdict, comment.held_for = verdict, reasons
    comment.save(update_fields=["verdict", "held_for"])
    # Moderators decide on urgent ones, and may have decided already.
    if comment.status == Status.WAITING and not comment.is_urgent:
        _follow(comment, verdict, was_announced=was_announced)
    if not was_announced:
        tell_webhooks(comment)


def _follow(comment: Comment, verdict: Verdict, *, was_announced: bool) -> None:
    if verdict != Verdict.HAM:
        moderation.mark_spam(comment, by=None)
    elif not comment.held_for:
        moderation.publish(comment, by=None)
    elif not was_announced:
        announce(comment)


def _locked(comment_id: int) -> Comment | None:
    """The current row, locked; None if deleted since the task was queued."""
    return Comment.objects.select_for_update().filter(pk=comment_id).first()


def _unannounced(site: Site, *, urgent: bool) -> list[Comment]:
    return list(
        Comment.objects.waiting()
        .filter(announced_at=None, is_urgent=urgent)
        .filter(page__path__startswith=site.root_page.path)
        .select_related("page")
    )


def _from_visitors(site: Site) -> QuerySet[Comment]:
    below = Comment.objects.filter(page__path__startswith=site.root_page.path)
    return below.filter(by_clinic=False)


def _moderators(site: Site) -> list[str]:
    if given := ReplySettings.of(site.pk).moderators:
        return given
    moderators = User.objects.with_perm(moderation.MODERATE)
    return list(moderators.values_list("email", flat=True))


def _mail_content(
    site: Site, waiting: list[Comment], *, urgent: bool
) -> dict[str, str]:
    context = {
        "number": len(waiting),
        "urgent": urgent,
        "origin": addresses_of(site).origin,
        # Not the site's URL, which may be that of a front end.
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    subject = render_to_string("comments/mail/waiting_subject.txt", context)
    body = render_to_string("comments/mail/waiting.txt", context)
    return {"subject": subject, "body": body}
