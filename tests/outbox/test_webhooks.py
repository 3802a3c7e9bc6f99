"""Webhooks: what they are told, how it is signed, and what happens when they fail."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from articles.models import ArticlePage
from comments.models import Comment
from outbox import change_messages, sending, signing
from outbox.models import Delivery, Endpoint, Event
from tests import make
from tests.contact.submitting import but
from tests.delivery import feed
from tests.outbox.conftest import in_minutes, make_webhook, pass_time, waiting
from tests.working import work as run_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def pages_in(body):
    return [each["id"] for each in body["data"]["changes"] if each["kind"] == "page"]


def test_a_change_is_told_with_action_address_and_tags(webhook, receiver, work):
    article = make.article("Walking")

    work()

    [body] = receiver.bodies
    assert body["type"] == "content.changed"
    assert body["data"]["everything_changed"] is False
    [page] = [each for each in body["data"]["changes"] if each["id"] == article.pk]
    assert page["url"] == "http://localhost/articles/walking/"
    assert (page["action"], page["type"]) == ("created", "articles.ArticlePage")
    assert {"articles", f"page-{article.pk}"} <= set(body["data"]["tags"])


def test_content_is_never_told(webhook, receiver, work):
    make.article("Walking", summary="A secret of walking.")

    work()

    assert b"secret of walking" not in receiver.accepted[0].body


def test_receivers_verify_the_signature_with_their_library(webhook, receiver, work):
    make.article()

    work()

    [taken] = receiver.accepted
    assert Webhook(webhook.secret).verify(taken.body, taken.headers) == json.loads(
        taken.body
    )
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(taken.body, taken.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook.secret).verify(taken.body + b" ", taken.headers)


@pytest.mark.parametrize(("hours", "is_known"), [(1, True), (-1, False)])
def test_a_replaced_secret_signs_for_a_while(webhook, receiver, work, hours, is_known):
    old = webhook.secret
    webhook.previous_secret, webhook.secret = old, signing.new_secret()
    webhook.previous_secret_until = timezone.now() + timedelta(hours=hours)
    webhook.save()
    make.article()

    work()

    [taken] = receiver.accepted
    assert Webhook(webhook.secret).verify(taken.body, taken.headers)
    signatures = taken.headers["webhook-signature"].split()
    assert len(signatures) == 1 + is_known
    if is_known:
        assert Webhook(old).verify(taken.body, taken.headers)


def test_one_publication_of_fifty_pages_is_one_message(webhook, receiver, work):
    articles = [make.article(f"Walk {n}") for n in range(3)]
    make_many(50)

    work()

    [body] = receiver.bodies
    assert len(set(pages_in(body))) >= 53
    assert {each.pk for each in articles} <= set(pages_in(body))


def make_many(number):
    return [make.article(f"Many {n}") for n in range(number)]


def test_more_than_a_hundred_objects_are_told_in_several_messages(
    webhook, receiver, work
):
    articles = make_many(120)

    work()

    assert len(receiver.bodies) > 1
    assert all(len(each["data"]["changes"]) <= 100 for each in receiver.bodies)
    told = {pk for each in receiver.bodies for pk in pages_in(each)}
    assert {each.pk for each in articles} <= told


def test_raw_sql_is_told_too(webhook, receiver, work):
    article = make.article()
    work()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_articlepage SET summary = 'Other.'")
    work()

    assert pages_in(receiver.bodies[-1]) == [article.pk]


def test_what_nobody_can_see_is_not_told(webhook, receiver, work):
    make.article("Draft", live=False)

    work()

    assert b"draft" not in b"".join(each.body.lower() for each in receiver.accepted)


def test_nothing_is_told_twice_and_nothing_without_a_change(webhook, receiver, work):
    make.article()
    work()
    number = len(receiver.accepted)

    work()

    assert len(receiver.accepted) == number


def test_a_webhook_is_told_only_what_it_asked_for(db, receiver, work):
    feed.settle()
    make_webhook(receiver, events=[Event.REPLY_RECEIVED])
    make.article()

    work()

    assert receiver.taken == []


def test_a_reply_is_told_by_its_id_and_never_its_words(client, webhook, receiver, work):
    article = make.article()
    work()
    receiver.accepted.clear()
    sent = {"page": article.pk, "name": "Ada", "email": "ada@mail.example"}
    answer = client.post(
        "/api/v3/comments/",
        {**sent, "text": "It helped me.", "consent": True},
        content_type="application/json",
    )
    assert answer.status_code == 202, answer.content

    work()

    [taken] = receiver.accepted
    body = json.loads(taken.body)
    reply = Comment.objects.get()
    assert body["type"] == "reply.received"
    assert body["data"] == {"id": reply.pk, "page": article.pk, "status": "waiting"}
    assert b"helped" not in taken.body
    assert b"ada" not in taken.body.lower()


def test_a_submission_is_told_by_its_id_alone(client, webhook, receiver, work):
    page = make.form_page()
    work()
    receiver.accepted.clear()
    answer = client.post(
        f"/api/v3/forms/{page.pk}/submissions/",
        but("place", "first_day", "age", "interpreter"),
        content_type="application/json",
    )
    assert answer.status_code == 201, answer.content

    work()

    [body] = receiver.bodies
    assert body["type"] == "form.submitted"
    assert body["data"] == {"id": answer.json()["id"], "page": page.pk}


def test_a_change_that_the_feed_no_longer_has_is_told_as_everything(
    webhook, receiver, work
):
    Endpoint.objects.update(read_at=timezone.now() - timedelta(days=100))
    make.article()

    work()

    [body] = receiver.bodies
    assert body["data"] == {
        "everything_changed": True,
        "tags": ["gait"],
        "changes": [],
    }
    make.article("Another")
    work()
    assert receiver.bodies[-1]["data"]["everything_changed"] is False


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
