"""Webhooks: what they are told, and how it is signed."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from wagtail.models import Page, PageViewRestriction

from comments.models import Comment
from outbox import change_messages, signing
from outbox.models import Endpoint, Event
from tests import make
from tests.contact.submitting import but
from tests.delivery import feed
from tests.outbox.conftest import make_webhook
from tests.outbox.receivers import pages_in

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


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


def test_one_publication_of_many_pages_is_one_message(webhook, receiver, work):
    articles = [make.article(f"Walk {n}") for n in range(3)]
    make_many(20)

    work()

    [body] = receiver.bodies
    assert len(set(pages_in(body))) >= 23
    assert {each.pk for each in articles} <= set(pages_in(body))


def make_many(number):
    return [make.article(f"Many {n}") for n in range(number)]


def test_more_objects_than_a_message_names_are_told_in_several(
    webhook, receiver, work, monkeypatch
):
    # As receivers are told; so many articles take seconds to make.
    assert change_messages.MOST_OBJECTS == 100
    monkeypatch.setattr(change_messages, "MOST_OBJECTS", 20)
    articles = make_many(24)

    work()

    assert len(receiver.bodies) > 1
    assert all(len(each["data"]["changes"]) <= 20 for each in receiver.bodies)
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


def test_what_happens_below_a_private_page_is_not_told(webhook, receiver, work):
    section = make.standard_page(title="Staff", slug="staff")
    page = make.standard_page(title="Below", slug="below", parent=section)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    work()
    receiver.accepted.clear()

    make.comment(page=page)
    Page.objects.get(pk=page.pk).delete()
    work()

    assert receiver.accepted == []


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


def test_the_guide_shows_a_message_with_all_its_fields(webhook, receiver, work):
    guide = (settings.BASE_DIR / "docs/front-end.md").read_text()
    blocks = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    [shown] = [json.loads(each) for each in blocks if "content.changed" in each]
    make.article()

    work()

    [body] = receiver.bodies
    assert set(shown) == set(body)
    assert set(shown["data"]) == set(body["data"])
    assert set(shown["data"]["changes"][0]) == set(body["data"]["changes"][0])
