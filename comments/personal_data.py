"""Personal data in replies: export, erasure and retention."""

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry, Site

from comments.models import Comment, ReplySettings
from comments.models.comments import Status
from comments.querysets import CommentQuerySet
from public_forms.personal_data import DataHolder, Mention, Row

ERASED = "This reply was removed at its writer's wish."
EXPIRED = "This reply was removed."
# Prefix lengths by IP version: they show a network, and no longer a person.
PREFIX_BITS = {4: 24, 6: 48}
UNWANTED = [Status.SPAM, Status.BIN]


def find(email: str) -> list[Row]:
    written = Comment.objects.filter(email__iexact=email).select_related("page")
    edits = ModelLogEntry.objects.filter(action="comments.edit").order_by("timestamp")
    history = Prefetch("history", edits, to_attr="edits")
    return [
        _row(comment, comment.edits) for comment in written.prefetch_related(history)
    ]


def _row(comment: Comment, edits: list[ModelLogEntry]) -> Row:
    """Export row of a reply."""
    consent = comment.consented_at
    return {
        "page": comment.page.full_url or comment.page.title,
        "sent_at": comment.created_at.isoformat(),
        **({"consented_at": consent.isoformat()} if consent else {}),
        "name": comment.name,
        "email": comment.email,
        "website": comment.website,
        "text": comment.text,
        "before_edits": [
            f"{edit.timestamp.isoformat()}, {field}: {value}"
            for edit in edits
            for field, value in edit.data["before"].items()
        ],
        "status": comment.get_status_display(),
        "urgent": comment.is_urgent,
        "network_address": comment.address,
        "browser": comment.user_agent,
        "page_before": comment.referrer,
    }


def mentions(email: str) -> list[Mention]:
    """Replies by others that contain the address, now or before an edit."""
    edited = ModelLogEntry.objects.filter(action="comments.edit")
    before = [
        entry.object_id
        for entry in edited.iterator()
        if email in str(entry.data).lower()
    ]
    contains = Q(text__icontains=email) | Q(name__icontains=email) | Q(pk__in=before)
    contains |= Q(website__icontains=email)
    found = Comment.objects.exclude(email__iexact=email).filter(contains)
    return [
        Mention(
            words=f"Reply of {date_format(timezone.localtime(one.created_at))} "
            f"to “{one.page.title}”",
            url=reverse("replies:edit", args=[one.pk]),
        )
        for one in found.select_related("page").order_by("created_at")
    ]


@transaction.atomic
def erase(email: str) -> int:
    """Erases the replies of this address; returns their number.

    One with answers by others is replaced by a placeholder, so that the thread stays.
    """
    written = Comment.objects.filter(email__iexact=email)
    number = written.count()
    of_others = Comment.objects.exclude(email__iexact=email).exclude(
        status__in=UNWANTED
    )
    answered = list(
        written.filter(replies__in=of_others).values_list("pk", flat=True).distinct()
    )
    written.exclude(pk__in=answered).delete()
    _replace_by_placeholder(answered, ERASED)
    _delete_unanswered_placeholders()
    return number


def delete_expired_replies(now: datetime) -> int:
    """Truncates old IP addresses, and deletes old spam and binned replies, per site."""
    number = sum(_apply_retention(replies, rules, now) for replies, rules in _by_site())
    _delete_unanswered_placeholders()
    return number


REPLIES = DataHolder(
    name="replies",
    find=find,
    erase=erase,
    delete_expired=delete_expired_replies,
    mentions=mentions,
)


def _by_site() -> Iterator[tuple[CommentQuerySet, ReplySettings]]:
    """Replies and settings of each site; last, replies on pages without a site."""
    replies = elsewhere = Comment.objects.all()
    for site in Site.objects.select_related("root_page"):
        here = Q(page__path__startswith=site.root_page.path)
        elsewhere = elsewhere.exclude(here)
        yield replies.filter(here), ReplySettings.of(site.pk)
    yield elsewhere, ReplySettings()


@transaction.atomic
def _apply_retention(
    replies: CommentQuerySet, rules: ReplySettings, now: datetime
) -> int:
    old = replies.filter(created_at__lt=now - timedelta(days=rules.address_days))
    unwanted = replies.filter(status__in=UNWANTED).annotate(
        unwanted_since=Coalesce("decided_at", "created_at")
    )
    due = unwanted.filter(unwanted_since__lt=now - timedelta(days=rules.rubbish_days))
    return _truncate_addresses(old) + _delete_unwanted(due)


def _delete_unwanted(unwanted: CommentQuerySet) -> int:
    """Deletes unwanted replies; one with a kept answer becomes a placeholder."""
    kept_answers = Comment.objects.filter(parent__in=unwanted.values("pk")).exclude(
        pk__in=unwanted.values("pk")
    )
    answered = list(kept_answers.values_list("parent_id", flat=True).distinct())
    to_replace = list(
        unwanted.filter(pk__in=answered, erased_at=None).values_list("pk", flat=True)
    )
    unanswered = unwanted.exclude(pk__in=answered)
    number = len(to_replace) + unanswered.count()
    unanswered.delete()
    _replace_by_placeholder(to_replace, EXPIRED)
    return number


def _replace_by_placeholder(keys: list[int], text: str) -> None:
    """Turns replies into placeholders with this text, without personal data."""
    # The log of edits holds the previous texts.
    ModelLogEntry.objects.filter(replies__in=keys).delete()
    Comment.objects.filter(pk__in=keys).update(
        name="",
        email="",
        website="",
        text=text,
        address=None,
        user_agent="",
        referrer="",
        is_urgent=False,
        held_for=[],
        erased_at=timezone.now(),
    )


def _delete_unanswered_placeholders() -> None:
    """Deletes placeholders without answers."""
    Comment.objects.filter(erased_at__isnull=False, replies=None).delete()


def _truncate_addresses(comments: CommentQuerySet) -> int:
    changed = [
        comment
        for comment in comments.exclude(address=None).only("address")
        if comment.address != truncated_address(comment.address)
    ]
    for comment in changed:
        comment.address = truncated_address(comment.address)
    Comment.objects.bulk_update(changed, ["address"], batch_size=500)
    comments.exclude(user_agent="", referrer="").update(user_agent="", referrer="")
    return len(changed)


def truncated_address(address: str | None) -> str | None:
    """Network of an IP address: 203.0.113.9 becomes 203.0.113.0."""
    if not address:
        return None
    bits = PREFIX_BITS[ipaddress.ip_address(address).version]
    network = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    return str(network.network_address)
