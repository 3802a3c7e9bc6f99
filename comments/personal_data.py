"""What is kept of those who reply, for those who ask, and until its day has come."""

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
FORGOTTEN = "This reply was removed."
# Enough to see a pattern, too little to see a person.
KEPT_BITS = {4: 24, 6: 48}
RUBBISH = [Status.SPAM, Status.BIN]


def find(email: str) -> list[Row]:
    written = Comment.objects.filter(email__iexact=email).select_related("page")
    edits = ModelLogEntry.objects.filter(action="comments.edit").order_by("timestamp")
    history = Prefetch("history", edits, to_attr="edits")
    return [_row(comment) for comment in written.prefetch_related(history)]


def _row(comment: Comment) -> Row:
    """Of a reply that came with its edits."""
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
            for edit in comment.edits
            for field, value in edit.data["before"].items()
        ],
        "status": comment.get_status_display(),
        "urgent": comment.is_urgent,
        "network_address": comment.address,
        "browser": comment.user_agent,
        "page_before": comment.referrer,
    }


def mentions(email: str) -> list[Mention]:
    """Replies of others that have the address in their text, now or before an edit."""
    edited = ModelLogEntry.objects.filter(action="comments.edit")
    before = [
        entry.object_id
        for entry in edited.iterator()
        if email in str(entry.data).lower()
    ]
    held = Q(text__icontains=email) | Q(name__icontains=email) | Q(pk__in=before)
    held |= Q(website__icontains=email)
    found = Comment.objects.exclude(email__iexact=email).filter(held)
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
    """Deletes them; one leaves its place where others' answers stay, or may appear."""
    written = Comment.objects.filter(email__iexact=email)
    number = written.count()
    of_others = Comment.objects.exclude(email__iexact=email).exclude(status__in=RUBBISH)
    answered = list(
        written.filter(replies__in=of_others).values_list("pk", flat=True).distinct()
    )
    written.exclude(pk__in=answered).delete()
    _empty(answered, ERASED)
    _clear()
    return number


def delete_expired_replies(now: datetime) -> int:
    """Shortens addresses, and empties the spam and the bin, as each site says."""
    number = sum(_forget_of(replies, rules, now) for replies, rules in _by_site())
    _clear()
    return number


REPLIES = DataHolder(
    name="replies",
    find=find,
    erase=erase,
    delete_expired=delete_expired_replies,
    mentions=mentions,
)


def _by_site() -> Iterator[tuple[CommentQuerySet, ReplySettings]]:
    """Each site's replies; last those on pages that belong to none any more."""
    replies = elsewhere = Comment.objects.all()
    for site in Site.objects.select_related("root_page"):
        here = Q(page__path__startswith=site.root_page.path)
        elsewhere = elsewhere.exclude(here)
        yield replies.filter(here), ReplySettings.of(site.pk)
    yield elsewhere, ReplySettings()


@transaction.atomic
def _forget_of(replies: CommentQuerySet, rules: ReplySettings, now: datetime) -> int:
    old = replies.filter(created_at__lt=now - timedelta(days=rules.address_days))
    rubbish = replies.filter(status__in=RUBBISH).annotate(
        there_since=Coalesce("decided_at", "created_at")
    )
    due = rubbish.filter(there_since__lt=now - timedelta(days=rules.rubbish_days))
    return _shorten(old) + _throw_away(due)


def _throw_away(rubbish: CommentQuerySet) -> int:
    """Deletes it; where an answer to it stays, its place stays, too."""
    kept_answers = Comment.objects.filter(parent__in=rubbish.values("pk")).exclude(
        pk__in=rubbish.values("pk")
    )
    answered = list(kept_answers.values_list("parent_id", flat=True).distinct())
    full = list(
        rubbish.filter(pk__in=answered, erased_at=None).values_list("pk", flat=True)
    )
    unanswered = rubbish.exclude(pk__in=answered)
    number = len(full) + unanswered.count()
    unanswered.delete()
    _empty(full, FORGOTTEN)
    return number


def _empty(keys: list[int], text: str) -> None:
    """Leaves a place in the thread with ``text``, and nothing of who wrote there."""
    # What moderators changed holds what stood there before.
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


def _clear() -> None:
    """Deletes the places below which no answer is left."""
    Comment.objects.filter(erased_at__isnull=False, replies=None).delete()


def _shorten(comments: CommentQuerySet) -> int:
    changed = [
        comment
        for comment in comments.exclude(address=None).only("address")
        if comment.address != shortened(comment.address)
    ]
    for comment in changed:
        comment.address = shortened(comment.address)
    Comment.objects.bulk_update(changed, ["address"], batch_size=500)
    comments.exclude(user_agent="", referrer="").update(user_agent="", referrer="")
    return len(changed)


def shortened(address: str | None) -> str | None:
    """The network that an address is of: 203.0.113.9 becomes 203.0.113.0."""
    if not address:
        return None
    bits = KEPT_BITS[ipaddress.ip_address(address).version]
    network = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    return str(network.network_address)
