from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox import change_messages, sending
from outbox.models import Delivery, Endpoint
from tests import make, reading
from tests.delivery import feed
from tests.outbox import receivers


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    with receivers.receiver() as running:
        yield running


@pytest.fixture
def webhook(db, receiver):
    """A webhook that is told of all events from now on."""
    feed.settle()
    return make_webhook(receiver)


def make_webhook(receiver, **fields):
    number = max(feed.version(), 0)
    return make.webhook(f"{receiver.url}/hook", **{"number": number, **fields})


def open_form(client):
    """Address of the form of the only webhook, and the version that a browser has."""
    address = reverse("webhooks:edit", args=[Endpoint.objects.get().pk])
    field = reading.html(client.get(address)).select_one("input[name=opened_version]")
    return address, field.get("value", "")


def save(client, fields):
    """Opens the form of the only webhook, and sends it with the fields."""
    address, version = open_form(client)
    return client.post(address, {**fields, "opened_version": version})


@pytest.fixture
def work():
    """Does what the worker's thread does in a step."""

    def step():
        feed.settle()
        change_messages.update_caches()
        change_messages.write_messages()
        for pk in sending.due_endpoints():
            sending.send_waiting(pk)

    return step


@pytest.fixture
def purged(settings, receiver):
    """Sets up a purge of one kind, as the operator's environment does."""

    def set_up(kind):
        settings.CDN_IS_PURGED = True
        settings.FASTLY_URL = settings.CLOUDFLARE_URL = receiver.url
        if kind == "Fastly":
            settings.FASTLY_SERVICE_ID, settings.FASTLY_API_TOKEN = "svc7", "fast"
            settings.SURROGATE_HEADERS = True
        elif kind == "Cloudflare":
            settings.CLOUDFLARE_ZONE_ID = "zone9"
            settings.CLOUDFLARE_API_TOKEN = "cloudy"
        else:
            settings.PURGE_URLS, settings.PURGE_HEADER = [f"{receiver.url}/"], kind

    return set_up


def pass_time(**period):
    """Lets so much time pass for all that waits, as if it had begun earlier."""
    earlier = timedelta(**period)
    for endpoint in Endpoint.objects.all():
        for name in ("retry_at", "failing_since", "leased_until"):
            if moment := getattr(endpoint, name):
                setattr(endpoint, name, moment - earlier)
        endpoint.save()
    for delivery in Delivery.objects.all():
        delivery.due_at -= earlier
        delivery.created_at -= earlier
        delivery.save()


def waiting():
    return Delivery.objects.filter(status="waiting").order_by("pk")


def in_minutes(moment):
    return round((moment - timezone.now()).total_seconds() / 60, 1)
