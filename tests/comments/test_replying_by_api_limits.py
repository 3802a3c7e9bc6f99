"""Replies from apps: repeated requests, rate limits and foreign origins."""

import json

import pytest

from comments.models import Comment
from tests import make
from tests.comments.replying import (
    API,
    everybody_is_published,
    form_token,
    json_reply,
    send_json,
)

pytestmark = pytest.mark.django_db

URGENT = "I took an overdose and I want to die."


def test_a_repeat_with_the_same_key_is_answered_like_the_first(client):
    everybody_is_published()
    page = make.article()
    key = {"Idempotency-Key": "1c6f0e0e-54c4-4f1e-9d5f-0d6a7a3c7f10"}

    first = send_json(client, json_reply(page), **key)
    again = send_json(client, json_reply(page), **key)

    assert (first.status_code, first.content) == (201, again.content)
    assert again.status_code == 201
    assert Comment.objects.count() == 1


def test_a_repeat_of_what_waits_is_answered_like_the_first(client):
    make.clinic()
    make.signs_of_danger("overdose")
    page = make.article()
    key = {"Idempotency-Key": "k"}

    first = send_json(client, json_reply(page, text=URGENT), **key)
    again = send_json(client, json_reply(page, text=URGENT), **key)

    assert first.status_code == again.status_code == 202
    assert first.json()["emergency_wording"]
    assert first.content == again.content
    assert Comment.objects.count() == 1


def test_a_repeat_is_answered_alike_when_its_page_is_no_longer_there(client):
    everybody_is_published()
    page = make.article()
    key = {"Idempotency-Key": "k"}
    first = send_json(client, json_reply(page), **key)
    page.unpublish()

    again = send_json(client, json_reply(page, form_token=form_token()), **key)
    other = send_json(client, json_reply(page, text="Something else."), **key)

    assert (again.status_code, again.content) == (201, first.content)
    assert other.status_code == 422
    assert send_json(client, json_reply(page)).status_code == 404
    assert Comment.objects.count() == 1


def test_a_repeat_is_answered_alike_when_what_it_answers_is_gone(client):
    page = make.article()
    answered = make.comment(page=page)
    body = json_reply(page, parent=answered.pk, email="new@mail.example")
    key = {"Idempotency-Key": "k"}
    first = send_json(client, body, **key)
    Comment.objects.filter(pk=answered.pk).update(status="spam")

    again = send_json(client, body, **key)

    assert (again.status_code, again.content) == (202, first.content)
    assert send_json(client, body).status_code == 422


def test_a_key_names_one_thing_only(client):
    page = make.article()
    key = {"Idempotency-Key": "k"}
    send_json(client, json_reply(page), **key)

    other = send_json(client, json_reply(page, text="Something else."), **key)

    assert other.status_code == 422
    assert other.json()["errors"][0]["path"] == ["header", "Idempotency-Key"]
    assert Comment.objects.count() == 1


def test_without_a_key_a_repeat_is_another_reply_that_waits(client):
    everybody_is_published()
    page = make.article()

    assert send_json(client, json_reply(page)).status_code == 201
    assert send_json(client, json_reply(page)).status_code == 202
    assert Comment.objects.count() == 2


def test_a_refused_reply_does_not_use_up_its_key(client):
    page = make.article()
    key = {"Idempotency-Key": "k"}

    assert send_json(client, json_reply(page, name=""), **key).status_code == 422
    assert send_json(client, json_reply(page), **key).status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "ümlaut"])
def test_a_key_that_is_none_is_refused(client, key):
    answer = send_json(client, json_reply(make.article()), **{"Idempotency-Key": key})

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["path"] == ["header", "Idempotency-Key"]
    assert error["message"].startswith("Send 1 to 255 printable ASCII characters")
    assert not Comment.objects.exists()


def test_a_token_that_is_sent_names_the_reply_too(client):
    page = make.article()
    body = json_reply(page, form_token=form_token())

    assert send_json(client, body).status_code == 202
    assert send_json(client, body).status_code == 202
    assert Comment.objects.count() == 1


def test_who_sends_too_much_is_told_how_long_to_wait(client, settings):
    settings.RATE_LIMITS = {"reply": [(2, 600)]}
    page = make.article()
    for n in range(2):
        assert send_json(client, json_reply(page, text=f"Reply {n}")).status_code == 202

    refused = send_json(client, json_reply(page, text="Reply 3"))

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "minute" in refused.json()["detail"]
    assert Comment.objects.count() == 2
    elsewhere = client.post(
        API,
        json.dumps(json_reply(page, text="Reply 4")),
        content_type="application/json",
        REMOTE_ADDR="203.0.113.5",
    )
    assert elsewhere.status_code == 202


def test_a_repeat_is_answered_even_when_no_more_are_taken(client, settings):
    settings.RATE_LIMITS = {"reply": [(1, 600)]}
    page = make.article()
    key = {"Idempotency-Key": "k"}

    assert send_json(client, json_reply(page), **key).status_code == 202
    assert send_json(client, json_reply(page), **key).status_code == 202
    assert send_json(client, json_reply(page, text="Another.")).status_code == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 202),
        ({"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}, 202),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://app.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_only_allowed_origins_may_submit(client, settings, headers, status):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    answer = send_json(client, json_reply(make.article()), **headers)

    assert answer.status_code == status
    assert Comment.objects.exists() == (status == 202)
    if "app.example" in headers.get("Origin", "") and status == 202:
        allowed = answer.headers["Access-Control-Allow-Origin"]
        assert allowed == "https://app.example"


def test_a_browser_may_ask_first(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,idempotency-key",
    }

    named = client.options(API, headers={"Origin": "https://app.example", **asked})
    other = client.options(API, headers={"Origin": "https://evil.example", **asked})

    assert named.headers["Access-Control-Allow-Origin"] == "https://app.example"
    allowed = named.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"content-type", "idempotency-key"} <= set(allowed)
    assert "POST" in named.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_methods_are_named(client):
    answer = client.options(API)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.generic(method, API, b"{}").status_code == 405
    assert client.post("/api/v2/comments/", {}).status_code == 405


def test_a_session_is_nobody_here(client):
    client.force_login(make.superuser())

    answer = send_json(client, json_reply(make.article()))

    assert answer.status_code == 202
    assert "sessionid" not in answer.cookies


def test_a_wrong_token_hands_nothing_in(client):
    answer = send_json(client, json_reply(make.article()), Authorization="Bearer wrong")

    assert answer.status_code == 401
    assert not Comment.objects.exists()


def test_where_the_site_asks_for_a_sum_a_reply_without_it_waits(client):
    make.reply_rules(first_time_writers_wait=False, proof_of_work=True)

    answer = send_json(client, json_reply(make.article()))

    assert answer.status_code == 202
    assert Comment.objects.get().held_for == ["no_proof"]


def test_the_api_has_no_endpoint_to_moderate_by(client):
    moderator = make.member("Moderators", "moderator@clinic.example")
    key = make.token(moderator)
    waiting = make.comment(status="waiting")
    token = {"Authorization": f"Bearer {key}"}

    listed = client.get(f"{API}?page={waiting.page_id}", headers=token)

    assert listed.json()["items"] == []
    assert client.get(f"{API}{waiting.pk}/", headers=token).status_code == 404
