"""Submissions of forms from apps."""

import json

import pytest

from contact.models import Submission
from tests import make
from tests.comments.replying import form_token
from tests.contact.submitting import ALL_KINDS, ANSWERS, but, path, send, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    make.clinic()
    return make.form_page(questions=ALL_KINDS)


def test_what_is_sent_is_stored(client, form):
    answer = send(client, form, ANSWERS)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(Submission.objects.get().pk),
        "message": form.thank_you,
        "emergency_wording": None,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    assert stored() == {
        "your_name": "Ada Moss",
        "e_mail": "ada@mail.example",
        "phone": "+14045550126",
        "place": "Downtown clinic",
        "when": ["Mornings"],
        "known": "New patient",
        "reason": "Back",
        "message": "Mondays are best.",
        "first_day": "2026-12-01",
        "age": "44",
        "interpreter": "No",
    }
    assert Submission.objects.get().spam_signals == []


WRONG = [
    (but("your_name"), "your_name", "Fill in “Your name”"),
    (but(your_name="\u200b\u202e "), "your_name", "Fill in “Your name”"),
    (but(e_mail="ada"), "e_mail", "such as name@example.org"),
    (but(e_mail="a@b.example\nBcc: c@d.example"), "e_mail", "such as"),
    (but(phone="call me"), "phone", "number"),
    (but(place="Mars"), "place", "Choose one of: Downtown clinic"),
    (but(when=["Nights"]), "when", "Choose among: Mornings, Afternoons"),
    (but(first_day="soon"), "first_day", "2026-10-01"),
    (but(age="44"), "age", "without quotation marks"),
    (but(age=10**16), "age", "too large"),
    (but(interpreter="yes"), "interpreter", "true or false"),
    (but(consent=False), "consent", "Tick the box"),
    (but(your_name={"a": 1}), "your_name", "Answer with text, a number"),
    (but(your_name=[[]]), "your_name", "Answer with text, a number"),
    (but(colour="red"), "colour", "Known here: your_name, e_mail, phone, place"),
    (but(**{"x" * 500: "y"}), "x" * 60, "no such field"),
    (but(form_token=3), "form_token", "in quotation marks"),
    (but(form_token=["x"]), "form_token", "in quotation marks"),
    (but(proof_of_work=True), "proof_of_work", "in quotation marks"),
    (but(proof_of_work="x" * 2001), "proof_of_work", "at most 2000"),
]


def test_a_wrong_answer_is_named(client, form):
    for answers, name, said in WRONG:
        answer = send(client, form, answers)

        assert answer.status_code == 422, (name, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
        [error] = answer.json()["errors"]
        assert error["path"] == ["body", name], answers
        assert said in error["message"], answers
    assert not Submission.objects.exists()


def test_all_wrong_answers_are_named_but_not_without_end(client, form):
    empty = send(client, form, {})
    flood = send(client, form, {f"field_{n}": "x" for n in range(2000)})

    assert len(empty.json()["errors"]) == 5
    assert flood.status_code == 422
    assert len(flood.json()["errors"]) == 10
    assert len(flood.content) < 20_000


HOSTILE = {
    "nothing": (b"", 422),
    "no JSON": (b"your_name=Ada", 400),
    "a list": (b"[]", 400),
    "a string": (b'"x"', 400),
    "null": (b"null", 400),
    "deep lists": (b"[" * 100_000, 413),
    "deep in a field": (b'{"your_name": ' + b"[" * 60 + b"]" * 60 + b"}", 400),
    "ten thousand fields": (
        json.dumps({f"f{n}": 1 for n in range(10_001)}).encode(),
        413,
    ),
    "a megabyte": (json.dumps({"message": "x" * 1024 * 1024}).encode(), 413),
    "a surrogate": (b'{"message": "\\udc00"}', 400),
    "a null character": (b'{"message": "\\u0000"}', 400),
    "bytes that are no UTF-8": (b'{"message": "\xff"}', 400),
    "infinity": (b'{"age": Infinity}', 400),
    "a number without end": (b'{"age": 1e999}', 422),
}


def test_a_body_that_can_be_no_answer_is_a_problem(client, form):
    for kind, (body, status) in HOSTILE.items():
        answer = send(client, form, body)

        assert answer.status_code == status, (kind, answer.content[:300])
        assert answer.headers["Content-Type"] == "application/problem+json", kind
        assert len(answer.content) < 20_000, kind
    assert not Submission.objects.exists()


def test_a_repeat_with_the_same_key_is_answered_like_the_first(client, form):
    key = {"Idempotency-Key": "1c6f0e0e-54c4-4f1e-9d5f-0d6a7a3c7f10"}

    first, again = (
        send(client, form, ANSWERS, **key),
        send(client, form, ANSWERS, **key),
    )
    other = send(client, form, but(message="Another."), **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert other.status_code == 422
    assert other.json()["errors"][0]["path"] == ["header", "Idempotency-Key"]
    assert Submission.objects.count() == 1


def test_a_repeat_is_answered_alike_when_the_form_is_no_longer_there(client, form):
    key = {"Idempotency-Key": "k"}
    first = send(client, form, ANSWERS, **key)
    form.unpublish()

    again = send(client, form, but(form_token=form_token(purpose="submission")), **key)
    other = send(client, form, but(message="Another."), **key)

    assert (again.status_code, again.content) == (201, first.content)
    assert other.status_code == 422
    assert send(client, form, ANSWERS).status_code == 404
    assert Submission.objects.count() == 1


def test_a_repeat_is_answered_alike_when_the_form_asks_something_else(client, form):
    key = {"Idempotency-Key": "k"}
    first = send(client, form, ANSWERS, **key)
    form.form_fields.filter(label="Message").delete()

    again = send(client, form, ANSWERS, **key)

    assert (again.status_code, again.content) == (201, first.content)


def test_a_token_that_is_sent_names_the_submission_too(client, form):
    answers = but(form_token=form_token(purpose="submission"))

    assert send(client, form, answers).status_code == 201
    assert send(client, form, answers).status_code == 201
    assert Submission.objects.count() == 1
    assert "form_token" not in stored()


def test_who_sends_too_much_is_told_how_long_to_wait(client, form, settings):
    settings.RATE_LIMITS = {"submission": [(1, 600)]}
    assert send(client, form, ANSWERS).status_code == 201

    refused = send(client, form, ANSWERS)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 201),
        ("https://app.example", 201),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_only_allowed_origins_may_submit(client, form, settings, origin, status):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    answer = send(client, form, ANSWERS, Origin=origin)

    assert answer.status_code == status
    assert Submission.objects.count() == (status == 201)


def test_the_methods_are_named(client, form):
    assert client.options(path(form)).headers["Allow"] == "GET, HEAD, OPTIONS"
    submissions = f"{path(form)}submissions/"
    assert client.options(submissions).headers["Allow"] == "OPTIONS, POST"
    for method in ("GET", "PUT", "DELETE"):
        answer = client.generic(method, submissions)
        assert answer.status_code == 405
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_no_submission_can_be_read_here(client, form):
    send(client, form, but(message="Secret words."))
    key = Submission.objects.get().pk
    token = make.token()

    for address in (
        f"{path(form)}submissions/{key}/",
        f"/api/v3/submissions/{key}/",
        path(form),
        f"/api/v3/pages/{form.pk}/",
    ):
        answer = client.get(address, headers={"Authorization": f"Bearer {token}"})
        assert "Secret words" not in answer.text
