"""Replies handed in by apps."""

import json

import pytest

from comments.models import Comment
from tests import make
from tests.comments.replying import everybody_is_published, json_reply, send_json

pytestmark = pytest.mark.django_db

URGENT = "I took an overdose and I want to die."


def test_a_newcomer_s_reply_waits(client):
    page = make.article()

    answer = send_json(client, json_reply(page))

    assert answer.status_code == 202
    assert answer.json() == {
        "status": "pending",
        "comment": None,
        "emergency_wording": None,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    stored = Comment.objects.get()
    assert (stored.status, stored.email) == ("waiting", "ada@mail.example")
    assert stored.consented_at is not None


def test_a_reply_that_is_published_is_in_the_answer_and_in_the_next_list(
    client, listed
):
    everybody_is_published()
    page = make.article()
    before = listed(page)["count"]

    answer = send_json(client, json_reply(page, website="ada.example", parent=None))

    assert answer.status_code == 201
    said = answer.json()
    assert said["status"] == "published"
    assert said["comment"]["website"] == "https://ada.example"
    assert said["comment"]["html"] == "<p>I walk every morning.</p>\n<p>It helps.</p>"
    after = listed(page)
    assert (before, after["count"]) == (0, 1)
    assert after["items"] == [said["comment"]]


def test_a_reply_can_answer_another(client, listed):
    everybody_is_published()
    page = make.article()
    first = make.comment(page=page)

    answer = send_json(client, json_reply(page, parent=first.pk))

    assert answer.status_code == 201
    [thread] = listed(page)["items"]
    assert thread["replies"] == [answer.json()["comment"]]


def test_a_reply_that_suggests_danger_is_answered_with_what_to_do(client):
    everybody_is_published()
    make.clinic(emergency_wording="<p>Call <b>911</b> now.</p>")
    make.signs_of_danger("overdose")
    page = make.article()

    answer = send_json(client, json_reply(page, text=URGENT))

    assert answer.status_code == 202
    assert answer.json() == {
        "status": "pending",
        "comment": None,
        "emergency_wording": "<p>Call <b>911</b> now.</p>",
    }
    assert Comment.objects.get().is_urgent


REFUSED = {
    "a field": (422, {"consent": False}),
    "a value of another kind": (422, {"name": 3}),
    "an unknown field": (422, {"colour": "red"}),
    "a closed page": (403, {}),
    "no such page": (404, {"page": 10**9}),
    "too many": (429, {}),
    "too many values": (413, {"parent": [[]] * 6000}),
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_a_refusal_says_what_to_do_in_danger_too(client, settings, refusal):
    status, fields = REFUSED[refusal]
    settings.RATE_LIMITS = {"reply": [(int(refusal != "too many"), 600)]}
    make.clinic(emergency_wording="<p>Call <b>911</b> now.</p>")
    make.signs_of_danger("overdose")
    page = make.article(comments_open=refusal != "a closed page")

    urgent = send_json(client, json_reply(page, **{"text": URGENT, **fields}))
    other = send_json(client, json_reply(page, **{"text": "Hm.", **fields}))

    assert urgent.status_code == status
    assert urgent.json()["emergency_wording"] == "<p>Call <b>911</b> now.</p>"
    assert other.status_code == status
    assert "emergency_wording" not in other.json()


def test_rubbish_is_answered_as_if_it_waited(client):
    make.reply_rules(first_time_writers_wait=False, blocked_words="casino")
    page = make.article()

    answer = send_json(client, json_reply(page, text="Come to our casino!"))

    assert answer.status_code == 202
    assert Comment.objects.get().status == "spam"


WRONG = [
    ({"name": ""}, "name", "Enter a name"),
    ({"name": "\u200b\u202e"}, "name", "Enter a name"),
    ({"name": "x" * 81}, "name", "at most 80"),
    ({"email": "ada at mail"}, "email", "such as name@example.org"),
    ({"email": "a@b.example\nBcc: c@d.example"}, "email", "such as"),
    ({"website": "javascript:alert(1)"}, "website", "https://example.org"),
    ({"text": " \n "}, "text", "Write your reply"),
    ({"text": "x" * 5001}, "text", "at most 5000"),
    ({"consent": False}, "consent", "Tick the box"),
    ({"parent": 999_999}, "parent", "no longer there"),
    # Numbers for text, lists for objects, booleans for either.
    ({"name": 3}, "name", "string"),
    ({"name": None}, "name", "Enter a name; a first name will do."),
    ({"name": ["Ada"]}, "name", "string"),
    ({"name": {"first": "Ada"}}, "name", "string"),
    ({"text": True}, "text", "string"),
    ({"email": 1e300}, "email", "string"),
    ({"consent": 1}, "consent", "boolean"),
    ({"consent": "true"}, "consent", "boolean"),
    ({"consent": None}, "consent", "Tick the box"),
    ({"parent": "1"}, "parent", "integer"),
    ({"parent": True}, "parent", "integer"),
    ({"parent": -1}, "parent", "greater"),
    ({"parent": 1.5}, "parent", "integer"),
    ({"page": "1"}, "page", "integer"),
    ({"page": 2**62}, "page", "less"),
    ({"page": [1]}, "page", "integer"),
    ({"form_token": 3}, "form_token", "string"),
    ({"status": "published"}, "status", "no such field. Known here: page, parent"),
    ({"subject_line": "x"}, "subject_line", "no such field"),
    ({"is_urgent": False}, "is_urgent", "no such field"),
    ({"person": 1}, "person", "no such field"),
]


def test_a_wrong_field_is_named(client):
    everybody_is_published()
    page = make.article()

    for fields, path, said in WRONG:
        answer = send_json(client, json_reply(page, **fields))

        assert answer.status_code == 422, (fields, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
        [error] = answer.json()["errors"]
        assert error["path"] == ["body", path], fields
        assert said in error["message"], fields
    assert not Comment.objects.exists()


def test_all_that_is_wrong_is_said_at_once(client):
    page = make.article()

    answer = send_json(client, json_reply(page, name="", email="x", consent=False))

    assert {each["path"][1] for each in answer.json()["errors"]} == {
        "name",
        "email",
        "consent",
    }


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("page", ""),
        ("name", "Enter a name; a first name will do."),
        ("email", "Enter your e-mail address."),
        ("text", "Write your reply."),
        ("consent", "Tick the box"),
    ],
)
def test_what_is_missing_is_asked_for(client, missing, said):
    body = json_reply(make.article())
    body.pop(missing)

    answer = send_json(client, body)

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["path"] == ["body", missing]
    assert said in error["message"]


def test_a_page_that_nobody_sees_is_refused_like_one_that_is_not_there(client):
    kinds = {
        "hidden": make.article(live=False).pk,
        "unknown": 4711,
        "without replies": make.home().pk,
    }

    answers = {
        kind: send_json(client, {**json_reply(make.index()), "page": pk})
        for kind, pk in kinds.items()
    }

    for kind, answer in answers.items():
        assert answer.status_code == 404, kind
        assert answer.content == answers["unknown"].content
        assert answer.json()["errors"][0]["path"] == ["body", "page"]


def test_a_closed_page_is_said_to_be_closed_before_anything_else(client):
    page = make.article(comments_open=False)

    for fields in ({}, {"name": "", "email": "x"}):
        answer = send_json(client, json_reply(page, **fields))
        assert answer.status_code == 403
        assert "closed" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["answer", "waiting", "elsewhere"])
def test_only_a_published_reply_of_the_page_can_be_answered(client, kind):
    page = make.article()
    first = make.comment(page=page)
    parent = {
        "answer": lambda: make.comment(page=page, parent=first),
        "waiting": lambda: make.comment(page=page, status="waiting"),
        "elsewhere": lambda: make.comment(page=make.article("Elsewhere")),
    }[kind]()

    answer = send_json(client, json_reply(page, parent=parent.pk))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == ["body", "parent"]


HOSTILE = {
    "nothing": (b"", 422),
    "no JSON": (b"name=Ada&text=x", 400),
    "half JSON": (b'{"page": 1', 400),
    "a list": (b"[]", 400),
    "a string": (b'"reply"', 400),
    "null": (b"null", 400),
    "a number": (b"3", 400),
    "NaN": (b'{"page": NaN}', 400),
    "deep lists": (b"[" * 100_000, 413),
    "deep objects": (b'{"a":' * 3000 + b"1" + b"}" * 3000, 400),
    "deep in a field": (
        b'{"name": ' + b"[" * 60 + b"]" * 60 + b"}",
        400,
    ),
    "very many fields": (
        json.dumps({f"f{n}": 1 for n in range(10_001)}).encode(),
        413,
    ),
    "a megabyte": (json.dumps({"text": "x" * 1024 * 1024}).encode(), 413),
    "a surrogate": (b'{"name": "\\ud800"}', 400),
    "a null character": (b'{"name": "A\\u0000da"}', 400),
    "a null character in a key": (b'{"na\\u0000me": "Ada"}', 400),
    "bytes that are no UTF-8": (b'{"name": "\xff\xfe"}', 400),
    "a huge number": (b'{"page": ' + b"9" * 5000 + b"}", 400),
    "a key twice": (b'{"page": 1, "page": 2}', 404),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_body_that_can_be_no_reply_is_a_problem(client, kind):
    body, status = HOSTILE[kind]

    answer = send_json(client, body)

    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.content) < 20_000
    assert "Traceback" not in answer.text
    assert not Comment.objects.exists()


def test_a_body_of_unknown_length_is_refused(client):
    answer = send_json(
        client, json_reply(make.article()), **{"Transfer-Encoding": "chunked"}
    )

    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "[click](javascript:alert(1))",
    "https://x.example/\"onmouseover='alert(1)'",
    "https://x.example/<script>alert(1)</script>",
    "\u202egnp.exe\u202c and \u2066more",
    '=HYPERLINK("https://x.example")',
    "w" * 4000,
    "\u2028</script>\u2029",
    "🦴" * 500,
    "x\r\nBcc: everybody@mail.example",
]


def test_text_never_becomes_markup(client, listed, settings):
    settings.RATE_LIMITS = {"reply": []}
    everybody_is_published()
    page = make.article()

    for text in MARKUP:
        answer = send_json(client, json_reply(page, text=text, name=f"Ada {text[:60]}"))
        assert answer.status_code in {201, 202}, answer.content
    Comment.objects.update(status="published")

    items = listed(page)["items"]
    assert len(items) == len(MARKUP)
    for shown in items:
        for tag in ("<script", "<img", "<svg", "<textarea", "onmouseover='"):
            assert tag not in shown["html"]
        for character in "\u202e\u2066\u2028\u2029\r":
            assert character not in shown["text"] + shown["html"] + shown["name"]
        assert "\n" not in shown["name"]
