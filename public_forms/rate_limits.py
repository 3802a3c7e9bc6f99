"""Rate limits, counted in the database: what one network may do how often."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from public_forms.models import RateLimitCount


class LimitExceeded(Exception):
    """``wait_seconds`` from now the next one is welcome."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"Wait {wait_seconds} seconds.")
        self.wait_seconds = wait_seconds


def check_limit(kind: str, *counted_by: str, now: datetime | None = None) -> None:
    """Counts one more of a kind; raises TooMany, for the longest wait of its limits.

    ``counted_by`` is mostly the sender's network; with more, each pair has its own
    limit. A refused one is not counted, so that waiting helps.
    """
    now = now or timezone.now()
    digest = salted_hmac("public_forms.rate_limit", "\n".join(counted_by)).hexdigest()[
        :32
    ]
    with transaction.atomic():
        waits = [
            _count_in_window(f"{kind}:{seconds}:{digest}", most, seconds, now)
            for most, seconds in settings.RATE_LIMITS[kind]
        ]
        if wait_seconds := max(waits, default=0):
            transaction.set_rollback(True)
    if wait_seconds:
        raise LimitExceeded(wait_seconds)


def delete_expired_counts(now: datetime) -> int:
    """Drops counts that no limit looks at any more; how many."""
    longest = max(s for limits in settings.RATE_LIMITS.values() for _, s in limits)
    old = RateLimitCount.objects.filter(
        window_starts_at__lt=now - timedelta(seconds=longest)
    )
    return old.delete()[0]


def _count_in_window(key: str, most: int, seconds: int, now: datetime) -> int:
    """The seconds to wait; 0 where there was one left."""
    begun = int(now.timestamp()) // seconds * seconds
    starts_at = datetime.fromtimestamp(begun, UTC)
    allowance, _ = RateLimitCount.objects.get_or_create(
        key=key, window_starts_at=starts_at
    )
    # The row is locked by the update until the transaction ends, so none is lost.
    counted = RateLimitCount.objects.filter(pk=allowance.pk, count__lt=most).update(
        count=F("count") + 1
    )
    return 0 if counted else begun + seconds - int(now.timestamp())
