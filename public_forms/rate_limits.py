"""Rate limits by fixed windows, counted in the database (settings.RATE_LIMITS)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from public_forms.models import RateLimitCount


class LimitExceeded(Exception):
    """Raised over a rate limit; retry after ``wait_seconds``."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"Wait {wait_seconds} seconds.")
        self.wait_seconds = wait_seconds


def check_limit(kind: str, *counted_by: str, now: datetime | None = None) -> None:
    """Counts one event; raises LimitExceeded with the longest wait of its windows.

    ``counted_by`` is usually the sender's network; with several values, each
    combination has its own limit. A refused event is not counted.
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
    """Deletes counts of windows that have ended; the number of rows."""
    longest = max(s for limits in settings.RATE_LIMITS.values() for _, s in limits)
    old = RateLimitCount.objects.filter(
        window_starts_at__lt=now - timedelta(seconds=longest)
    )
    return old.delete()[0]


def _count_in_window(key: str, most: int, seconds: int, now: datetime) -> int:
    """Counts one event in its window; the seconds to wait, 0 within the limit."""
    start = int(now.timestamp()) // seconds * seconds
    starts_at = datetime.fromtimestamp(start, UTC)
    window, _ = RateLimitCount.objects.get_or_create(
        key=key, window_starts_at=starts_at
    )
    # The update locks the row until the transaction ends, so no count is lost.
    counted = RateLimitCount.objects.filter(pk=window.pk, count__lt=most).update(
        count=F("count") + 1
    )
    return 0 if counted else start + seconds - int(now.timestamp())
