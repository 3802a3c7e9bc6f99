"""A double click, a retry and a proxy's repeat arrive at once, and make one."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from comments.models import Comment
from contact.models import Submission
from tests import make

REPEATS = 8


def race(path, bodies, keys):
    """Sends all at once; the answers."""

    def send(body, key):
        try:
            return Client().post(
                path,
                json.dumps(body),
                content_type="application/json",
                headers={"Idempotency-Key": key},
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as senders:
        return list(senders.map(send, bodies, keys))


@pytest.fixture
def reply(as_migrated):
    make.reply_rules(first_time_writers_wait=False)
    return {
        "page": make.article().pk,
        "name": "Ada",
        "email": "ada@mail.example",
        "text": "I walk.",
        "consent": True,
    }


def test_a_raced_reply_is_one(reply):
    answers = race("/api/v3/comments/", [reply] * REPEATS, ["k"] * REPEATS)

    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert Comment.objects.count() == 1


def test_a_raced_submission_is_one(as_migrated):
    make.clinic()
    form = make.form_page(questions=[("Your name", "singleline", {})])
    body = {"your_name": "Ada", "consent": True}
    path = f"/api/v3/forms/{form.pk}/submissions/"

    answers = race(path, [body] * REPEATS, ["k"] * REPEATS)

    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert Submission.objects.count() == 1


def test_a_race_does_not_outrun_the_limit(reply, settings):
    settings.RATE_LIMITS = {"reply": [(3, 86_400)]}
    bodies = [{**reply, "text": f"Walk {n}"} for n in range(REPEATS)]

    answers = race("/api/v3/comments/", bodies, [f"k{n}" for n in range(REPEATS)])

    statuses = sorted(each.status_code for each in answers)
    assert statuses == [201] * 3 + [429] * (REPEATS - 3)
    assert Comment.objects.count() == 3


def test_a_race_of_different_things_under_one_key_makes_one(reply):
    bodies = [{**reply, "text": f"Walk {n}"} for n in range(REPEATS)]

    answers = race("/api/v3/comments/", bodies, ["k"] * REPEATS)

    statuses = sorted(each.status_code for each in answers)
    assert statuses == [201] + [422] * (REPEATS - 1)
    assert Comment.objects.count() == 1
