"""What is kept of those who reply, for those who ask, and until its day has come."""

import ipaddress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments.models import Comment, ReplySettings
from comments.models.comments import Status
from comments.querysets import CommentQuerySet
from intake.personal_data import Holder, Row

REMOVED = "This reply was removed at its writer's wish."
# Enough to see a pattern, too little to see a person.
KEPT_BITS = {4: 24, 6: 48}


def find(email: str) -> list[Row]:
    rows = Comment.objects.filter(email__iexact=email).select_related("page")
    return [
        {
            "page": comment.page.full_url or comment.page.title,
            "sent_at": comment.created_at.isoformat(),
            "name": comment.name,
            "email": comment.email,
            "website": comment.website,
            "text": comment.text,
            "status": comment.get_status_display(),
            "network_address": comment.address,
            "browser": comment.user_agent,
        }
        for comment in rows
    ]


@transaction.atomic
def erase(email: str) -> int:
    """Deletes them; one that was answered leaves its place, so that the thread stays."""
    written = Comment.objects.filter(email__iexact=email)
    number = written.count()
    answered = list(
        written.filter(replies__isnull=False).values_list("pk", flat=True).distinct()
    )
    _drop_history(written)
    written.exclude(pk__in=answered).delete()
    Comment.objects.filter(pk__in=answered).update(
        name="",
        email="",
        website="",
        text=REMOVED,
        address=None,
        user_agent="",
        referrer="",
        erased_at=timezone.now(),
    )
    return number


def forget(now: datetime) -> int:
    """Shortens addresses, and empties the spam and the bin, as each site says."""
    return sum(_forget_of(settings, now) for settings in _settings())


REPLIES = Holder(name="replies", find=find, erase=erase, forget=forget)


def _settings() -> list[ReplySettings]:
    """The sites' own, or as they are before anybody changed them."""
    return list(ReplySettings.objects.select_related("site__root_page")) or [
        ReplySettings()
    ]


@transaction.atomic
def _forget_of(settings: ReplySettings, now: datetime) -> int:
    here = Comment.objects.all()
    if settings.site_id:
        path = settings.site.root_page.path
        here = here.filter(page__path__startswith=path)
    old = here.filter(created_at__lt=now - timedelta(days=settings.address_days))
    number = _shorten(old)
    rubbish = here.filter(
        status__in=[Status.SPAM, Status.BIN],
        created_at__lt=now - timedelta(days=settings.rubbish_days),
    )
    _drop_history(rubbish)
    return number + rubbish.delete()[0]


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


def _drop_history(comments: CommentQuerySet) -> None:
    """What moderators changed holds what stood there before."""
    keys = [str(pk) for pk in comments.values_list("pk", flat=True)]
    ModelLogEntry.objects.filter(
        content_type__app_label="comments",
        content_type__model="comment",
        object_id__in=keys,
    ).delete()
