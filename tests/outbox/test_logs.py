"""What the most talkative log says of messages: no secret, no signature, no content."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from outbox import signing
from outbox.models import Endpoint
from tests import make
from tests.outbox.conftest import make_webhook

pytestmark = pytest.mark.django_db

MOODS = ["up", "echoing", "echoing in headers", "garbage", "hanging up", "redirecting"]


@pytest.mark.parametrize("mood", MOODS)
def test_nothing_secret_is_logged_at_any_level(
    receiver, work, purged, settings, caplog, mood
):
    settings.PURGE_TOKEN = "a-key-of-ours"
    purged("xkey")
    webhook = make_webhook(
        receiver,
        previous_secret=signing.new_secret(),
        previous_secret_until=timezone.now() + timedelta(hours=1),
    )
    receiver.mood = mood
    make.article("Walking", summary="A secret of walking.")
    caplog.set_level(logging.DEBUG)

    work()

    assert len(receiver.taken) == 2
    logged = caplog.text
    assert "gait.outbox" in logged
    for secret in (webhook.secret, webhook.previous_secret, settings.PURGE_TOKEN):
        assert secret.removeprefix("whsec_") not in logged
    [signed] = [each for each in receiver.taken if "webhook-id" in each.headers]
    for signature in signed.headers["webhook-signature"].split():
        assert signature not in logged
    assert "A secret of walking" not in logged
    assert '"type"' not in logged


def test_a_secret_that_fails_is_not_in_the_log(receiver, work, caplog):
    webhook = make_webhook(receiver, secret="whsec_not base64!")
    make.article()
    caplog.set_level(logging.DEBUG)

    work()

    assert Endpoint.objects.get(pk=webhook.pk).failing_since
    assert "not base64" not in caplog.text
