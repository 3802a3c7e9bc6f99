"""Webhooks that accept nothing, or not all: repeats, order, pauses, switching off."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from articles.models import ArticlePage
from outbox import change_messages, sending
from outbox.models import Delivery, Endpoint
from tests import make, reading
from tests.delivery import feed
from tests.outbox.conftest import in_minutes, make_webhook, pass_time, waiting
from tests.outbox.receivers import pages_in
from tests.working import work as run_tasks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("failing", "It answered 500."),
        ("busy", "It answered 429."),
        ("redirecting", "sent us elsewhere, which is not followed"),
        ("garbage", "The answer is not one of a web server."),
        ("hanging up", "The answer is not one of a web server."),
        ("long", "It answered 500."),
    ],
)
def test_a_message_that_is_not_accepted_is_sent_again_with_its_id(
    webhook, receiver, work, mood, words
):
    receiver.mood = mood
    make.article()
    work()
    [delivery] = waiting()
    attempt = delivery.attempts.get()
    assert words in attempt.problem
    assert len(attempt.answer) <= 2000

    receiver.mood = "up"
    pass_time(seconds=6)
    work()

    assert [each.id for each in receiver.taken] == [delivery.message_id] * 2
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


def test_a_redirect_is_not_followed(webhook, receiver, work):
    receiver.mood = "redirecting"
    make.article()

    work()

    assert [each.path for each in receiver.taken] == ["/hook"]


def test_the_delays_grow_up_to_a_day(webhook, receiver, work):
    receiver.mood = "failing"
    make.article()
    minutes = []
    for _ in range(9):
        work()
        [delivery] = waiting()
        minutes.append(in_minutes(delivery.due_at))
        Delivery.objects.update(due_at=timezone.now())
        Endpoint.objects.update(retry_at=None)

    assert minutes == [0.1, 0.5, 5, 30, 120, 300, 600, 1440, 1440]


def test_messages_about_one_object_stay_in_order_and_others_pass(
    webhook, receiver, work
):
    first, second = make.article("First"), make.article("Second")
    work()
    receiver.accepted.clear()
    receiver.refused = lambda request: f'"id": {first.pk},'.encode() in request.body
    change(first, "One.")
    work()

    change(first, "Two.")
    work()
    change(second, "Three.")
    pass_time(seconds=6)
    work()
    receiver.refused = lambda request: False
    pass_time(seconds=31)
    work()

    assert [pages_in(body) for body in receiver.bodies] == [
        [second.pk],
        [first.pk],
        [first.pk],
    ]
    moments = [body["timestamp"] for body in receiver.bodies[1:]]
    assert moments == sorted(moments)


def change(article, summary):
    ArticlePage.objects.filter(pk=article.pk).update(summary=summary)
    feed.settle()
    change_messages.write_messages()


def test_one_message_that_is_always_refused_is_given_up_and_others_are_not(
    webhook, receiver, work
):
    poison = make.article("Poison")
    work()
    receiver.refused = lambda request: f'"id": {poison.pk},'.encode() in request.body
    change(poison, "Bitter.")
    for n in range(9):
        work()
        change(make.article(f"Fine {n}"), "Sweet.")
        pass_time(days=1, seconds=1)
        work()
        Delivery.objects.update(created_at=timezone.now())

    assert Delivery.objects.filter(status="given-up").count() >= 1
    assert Endpoint.objects.get().is_active
    assert not waiting().exclude(subjects__icontains=f"page-{poison.pk}").exists()


def test_a_receiver_that_is_gone_for_a_day_ends_with_every_message(
    webhook, receiver, work
):
    receiver.mood = "failing"
    articles = []
    for n in range(12):
        articles.append(make.article(f"Walk {n}"))
        work()
        pass_time(hours=2)

    receiver.mood = "up"
    work()
    work()

    assert not waiting().exists()
    told = {pk for body in receiver.bodies for pk in pages_in(body)}
    assert {each.pk for each in articles} <= told
    assert Endpoint.objects.get().failing_since is None


def test_what_waits_for_hundreds_of_others_is_sent_in_time(webhook, receiver, work):
    later = timezone.now() + timedelta(hours=1)
    given = {"endpoint": webhook, "event": "form.submitted", "body": {}}
    Delivery.objects.bulk_create(
        Delivery(**given, subjects=["submission-1"], due_at=later)
        for _ in range(sending.PART)
    )
    due = Delivery.objects.create(**given, subjects=["submission-2"])

    work()

    assert [each.id for each in receiver.accepted] == [due.message_id]


def test_what_waits_for_an_earlier_message_is_not_looked_at_all_the_time(
    webhook, receiver, work
):
    later = timezone.now() + timedelta(hours=1)
    given = {"endpoint": webhook, "event": "form.submitted", "body": {}}
    Delivery.objects.create(**given, subjects=["submission-1"], due_at=later)
    Delivery.objects.create(**given, subjects=["submission-1"])

    work()
    assert sending.due_endpoints() == []
    pass_time(seconds=5)

    assert sending.due_endpoints() == [webhook.pk]


def test_a_secret_that_cannot_be_read_is_a_failure_and_can_be_replaced(
    client, webhook, receiver, work, settings
):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    webhook.is_secret_shown = True
    webhook.save()
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    make.article()
    work()
    attempt = waiting().get().attempts.get()
    assert "PERSONAL_DATA_KEYS" in attempt.problem
    assert Endpoint.objects.get().failing_since

    client.force_login(make.superuser())
    screen = reverse("outbox_secret", args=[webhook.pk])
    form = reading.html(client.get(screen)).select_one("input[name=digest]")
    client.post(screen, {"do": "replace", "digest": form["value"]})
    pass_time(seconds=6)
    work()

    [taken] = receiver.accepted
    secret = Endpoint.objects.get().secret
    assert Webhook(secret).verify(taken.body, taken.headers)


def test_an_error_while_sending_is_logged_and_not_repeated_at_once(
    webhook, receiver, caplog
):
    make.article()
    feed.settle()
    change_messages.write_messages()
    # As after the removal of a kind of caches.
    Endpoint.objects.update(kind="unknown")

    for pk in [webhook.pk, *sending.due_endpoints()]:
        sending.send_waiting(pk)

    assert "could not be sent" in caplog.text
    assert waiting().get().attempts.count() == 1
    assert Endpoint.objects.get().failing_since


def test_an_endpoint_that_cannot_be_written_to_does_not_stop_others(
    webhook, receiver, work, caplog
):
    make_webhook(receiver, name="Before the other", events=7)
    article = make.article()

    work()

    assert "messages to Before the other could not be written" in caplog.text
    assert article.pk in pages_in(receiver.bodies[0])


def test_a_receiver_that_refuses_everything_is_not_flooded(webhook, receiver, work):
    receiver.mood = "failing"
    for n in range(10):
        change(make.article(f"Walk {n}"), "Other.")

    work()
    work()
    work()

    assert len(receiver.taken) <= 2


def test_after_days_of_failures_it_is_switched_off_with_a_notice(
    webhook, receiver, work
):
    make.superuser()
    receiver.mood = "failing"
    make.article()
    work()
    pass_time(days=2)
    work()
    assert Endpoint.objects.get().is_active

    pass_time(days=1, hours=1)
    work()

    assert not Endpoint.objects.get().is_active
    [mail] = run_tasks()
    assert "Website" in mail.subject
    assert "It answered 500." in mail.body
    taken = len(receiver.taken)
    pass_time(days=1)
    work()
    assert len(receiver.taken) == taken


def test_what_waits_goes_when_it_is_switched_on_again(webhook, receiver, work):
    Endpoint.objects.update(is_active=False)
    article = make.article()
    work()
    assert receiver.taken == []

    Endpoint.objects.update(is_active=True)
    work()

    assert pages_in(receiver.bodies[0]) != []
    assert article.pk in pages_in(receiver.bodies[0])


def test_a_receiver_that_says_gone_is_switched_off_at_once(webhook, receiver, work):
    receiver.mood = "gone"
    make.article()

    work()

    assert not Endpoint.objects.get().is_active
    assert waiting().exists()


def test_a_message_is_sent_again_by_another_worker_after_a_kill(
    webhook, receiver, work
):
    make.article()
    feed.settle()
    change_messages.write_messages()
    # A worker that was killed while it sent leaves its lease.
    Endpoint.objects.update(leased_until=timezone.now() + timedelta(seconds=30))
    work()
    assert receiver.taken == []

    pass_time(seconds=31)
    work()

    assert len(receiver.accepted) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "https://127.0.0.1:{port}/",
        "https://localhost:{port}/",
        "http://[::1]:{port}/",
    ],
)
def test_internal_addresses_are_never_connected_to(
    webhook, receiver, work, settings, url
):
    settings.WEBHOOK_NETWORKS = []
    port = receiver.url.rpartition(":")[2]
    Endpoint.objects.update(url=url.format(port=port))
    make.article()

    work()

    assert receiver.taken == []
    attempt = waiting().first().attempts.get()
    assert "not allowed" in attempt.problem or "https://" in attempt.problem


def test_two_workers_never_send_side_by_side(webhook, receiver, work):
    make.article()
    feed.settle()
    change_messages.write_messages()
    Endpoint.objects.update(leased_until=timezone.now() + timedelta(seconds=5))

    sending.send_waiting(webhook.pk)

    assert receiver.taken == []
