"""Systems that a change of content is told to, for the report of changes."""

from django.urls import reverse

from core.api.caching import EVERYTHING
from delivery.change_report import Told
from delivery.models import ContentChange
from outbox.models import Attempt, Delivery, Endpoint, Event

# Messages to one endpoint about one version that are looked at.
MOST_MESSAGES = 1000


def told(change: ContentChange) -> list[Told]:
    """The endpoints that a change is told to, with the time of the first message."""
    endpoints = Endpoint.objects.order_by("kind", "name")
    return [found for each in endpoints if (found := _told(each, change))]


def _told(endpoint: Endpoint, change: ContentChange) -> Told | None:
    messages = [each for each in _messages(endpoint, change) if _names(each, change)]
    if not messages and not _is_behind(endpoint, change):
        return None
    times = [each.finished_at for each in messages if each.finished_at]
    told_at = min(times, default=None)
    problem = "" if told_at else _problem(endpoint, messages)
    url = reverse("outbox_messages", args=[endpoint.pk])
    return Told(str(endpoint), told_at, problem, url)


def _messages(endpoint: Endpoint, change: ContentChange) -> list[Delivery]:
    """The messages about the first version that includes the change.

    Of a cache also later ones, as purges that wait are merged.
    """
    later = endpoint.deliveries.filter(number__gte=change.number)
    if not endpoint.is_webhook:
        return list(later.order_by("number", "pk")[:MOST_MESSAGES])
    first = later.order_by("number").values_list("number", flat=True)[:1]
    return list(endpoint.deliveries.filter(number=first)[:MOST_MESSAGES])


def _names(delivery: Delivery, change: ContentChange) -> bool:
    if delivery.event == Event.PURGE:
        names = set(delivery.purged)
        is_by_address = delivery.endpoint.kind == Endpoint.Kind.BY_ADDRESS
        is_about = not names.isdisjoint([EVERYTHING, *change.tags])
        return is_by_address or is_about
    is_about = f"{change.kind}-{change.object_id}" in delivery.subjects
    return is_about or delivery.body["data"].get("everything_changed", False)


def _is_behind(endpoint: Endpoint, change: ContentChange) -> bool:
    tells = not endpoint.is_webhook or Event.CONTENT_CHANGED in endpoint.events
    return tells and endpoint.number < (change.number or 0)


def _problem(endpoint: Endpoint, messages: list[Delivery]) -> str:
    if not endpoint.is_active:
        return "It is switched off."
    failed = Attempt.objects.filter(delivery__in=messages).order_by("-pk")
    return failed.values_list("problem", flat=True).first() or ""
