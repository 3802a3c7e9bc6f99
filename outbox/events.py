"""Messages about events that no change of public content records."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from outbox.models import Delivery, Endpoint, Event


# Any: JSON.
def record(event: Event, subject: str, **data: Any) -> None:
    """Writes a message for each webhook that asked for this event.

    In the transaction of the event. ``data`` holds keys of objects, and no content.
    """
    for endpoint in Endpoint.objects.webhooks():
        if event in endpoint.events:
            write(endpoint, event, data, subjects=[subject])


def write(
    endpoint: Endpoint,
    event: Event,
    data: dict[str, Any],
    *,
    subjects: Sequence[str] = (),
    number: int = 0,
) -> Delivery:
    """Writes a message in the form of Standard Webhooks."""
    now = timezone.now()
    body = {"type": event.value, "timestamp": now.isoformat(), "data": data}
    return Delivery.objects.create(
        endpoint=endpoint,
        event=event,
        body=body,
        subjects=[*subjects],
        number=number,
        created_at=now,
        due_at=now,
    )
