"""Retention of messages to other systems."""

from datetime import datetime, timedelta

from outbox.models import Delivery
from public_forms.personal_data import DataHolder

# Sent or not: an endpoint that is off for longer misses some.
KEPT = timedelta(days=30)


def delete_expired(now: datetime) -> int:
    """Deletes old messages with their attempts; gives their number."""
    old = Delivery.objects.filter(created_at__lt=now - KEPT)
    _, by_model = old.delete()
    return by_model.get(Delivery._meta.label, 0)


MESSAGES = DataHolder(
    name="messages to other systems",
    find=lambda email: [],
    erase=lambda email: 0,
    delete_expired=delete_expired,
)
