"""Changes of an endpoint or its messages while one of them is sent."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from outbox import change_messages, sending
from outbox.models import Attempt, Delivery, Endpoint
from tests.outbox.conftest import make_webhook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]


@pytest.fixture
def meanwhile(as_migrated, receiver):
    """Sends a message, and calls a function before the receiver answers."""

    def send(function, mood="up"):
        def refused(request):
            function()
            connection.close()
            return mood == "failing"

        receiver.refused = refused
        webhook = make_webhook(receiver)
        for number in range(2):
            Delivery.objects.create(
                endpoint=webhook,
                event="test",
                body={"n": number},
                subjects=[f"reply-{number}"],
            )
        sending.send_waiting(webhook.pk)

    return send


def test_a_webhook_that_is_switched_off_stays_off(meanwhile, receiver):
    meanwhile(lambda: Endpoint.objects.update(is_active=False), mood="failing")

    assert not Endpoint.objects.get().is_active
    assert len(receiver.taken) == 1


def test_a_worker_whose_lease_another_took_sends_nothing_more(meanwhile, receiver):
    other = timezone.now() + timedelta(seconds=50)

    meanwhile(lambda: Endpoint.objects.update(leased_until=other))

    assert len(receiver.taken) == 1
    assert Endpoint.objects.get().leased_until == other


def test_workers_that_start_together_purge_a_cache_once(as_migrated, settings):
    together = Barrier(2)

    def start():
        together.wait()
        change_messages.update_caches()
        connection.close()

    for number in range(5):
        settings.PURGE_URLS = [f"http://127.0.0.1:{number + 1}/"]
        workers = [Thread(target=start) for _ in range(2)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()

        # A purge is sent twice.
        assert Endpoint.objects.get().deliveries.count() == 2


def test_a_webhook_that_is_deleted_leaves_nothing(meanwhile, receiver):
    meanwhile(lambda: Endpoint.objects.all().delete())

    assert len(receiver.taken) == 1
    assert not Attempt.objects.exists()


def test_a_message_that_is_deleted_leaves_nothing(meanwhile, receiver):
    meanwhile(lambda: Delivery.objects.filter(body={"n": 0}).delete())

    assert len(receiver.taken) == 2
    assert Attempt.objects.count() == 1
    assert Endpoint.objects.get().leased_until is None
