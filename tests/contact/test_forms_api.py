"""Forms that apps draw themselves, and what they hand in."""

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.models import APIToken, Page, PageViewRestriction, Site

from contact.models import Submission
from tests import make
from tests.comments.replying import stamp

pytestmark = pytest.mark.django_db

ALL_KINDS = [
    ("Your name", "singleline", {}),
    ("E-mail", "email", {}),
    ("Phone", "phone", {"required": False}),
    ("Place", "place", {}),
    ("When", "checkboxes", {"choices": "Mornings\nAfternoons", "required": False}),
    ("Known", "radio", {"choices": "New patient\nKnown patient"}),
    ("Reason", "dropdown", {"choices": "Back\nNeck", "required": False}),
    ("Message", "multiline", {"required": False}),
    ("First day", "date", {"required": False}),
    ("Age", "number", {"required": False}),
    ("Interpreter", "checkbox", {"required": False}),
]
ANSWERS = {
    "your_name": "Ada Moss",
    "e_mail": "ada@mail.example",
    "phone": "(404) 555-0126",
    "place": "Downtown clinic",
    "when": ["Mornings"],
    "known": "New patient",
    "reason": "Back",
    "message": "Mondays are best.",
    "first_day": "2026-12-01",
    "age": 44,
    "interpreter": False,
    "consent": True,
}


@pytest.fixture
def form():
    make.clinic()
    return make.form_page(questions=ALL_KINDS)


def path(form):
    return f"/api/v3/forms/{form.pk}/"


def send(client, form, body, **headers):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(
        f"{path(form)}submissions/",
        content,
        content_type="application/json",
        headers=headers,
    )


def stored():
    return {each["name"]: each["value"] for each in Submission.objects.get().answers}


# --- The form -----------------------------------------------------------------------


def test_a_form_says_all_that_an_app_needs_to_draw_it(client):
    privacy = make.standard_page()
    make.clinic(privacy_page=privacy)
    form = make.form_page(
        "Ask for an appointment",
        purpose="appointment",
        introduction="<p>We answer in a day.</p>",
        medical_notice="<p>No details, please.</p>",
        button_label="Ask",
        thank_you="<p>Thank you.</p>",
        questions=[
            ("Your name", "singleline", {"help_text": "As on your card."}),
            ("Known", "radio", {"choices": "New\nKnown", "required": False}),
        ],
    )

    said = client.get(path(form)).json()

    assert said["title"] == "Ask for an appointment"
    assert said["purpose"] == "appointment"
    assert said["url"] == "http://localhost/contact/ask-for-an-appointment/"
    assert said["introduction"] == "<p>We answer in a day.</p>"
    assert said["medical_notice"] == "<p>No details, please.</p>"
    assert said["emergency_notice"] == "<p>Call 911.</p>"
    assert said["button_label"] == "Ask"
    assert said["thank_you"] == "<p>Thank you.</p>"
    assert said["privacy_url"] == "http://localhost/privacy/"
    assert said["submit_url"] == f"http://localhost{path(form)}submissions/"
    assert [each["name"] for each in said["ui"]] == ["your_name", "known", "consent"]
    assert said["ui"][0] == {
        "name": "your_name",
        "label": "Your name",
        "help": "As on your card.",
        "widget": "text",
        "required": True,
        "autocomplete": "name",
        "choices": [],
    }
    assert said["ui"][1]["widget"] == "radio"
    assert said["ui"][1]["choices"] == ["New", "Known"]
    assert said["ui"][2]["label"] == form.consent_label


def test_the_schema_is_json_schema(client, form):
    schema = client.get(path(form)).json()["schema"]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["required"]) == {
        "your_name",
        "e_mail",
        "place",
        "known",
        "consent",
    }
    assert schema["additionalProperties"] is False


def but(*left_out, **changed):
    kept = {name: each for name, each in ANSWERS.items() if name not in left_out}
    return {**kept, **changed}


OPTIONAL = ("phone", "when", "reason", "message", "first_day", "age", "interpreter")
# Name of the sample: what is sent, and whether it is right.
SAMPLES = {
    "everything": (but(), True),
    "only what must be": (but(*OPTIONAL), True),
    "text left empty": (but(message=""), True),
    "nothing chosen": (but(when=[]), True),
    "all chosen": (but(when=["Mornings", "Afternoons"]), True),
    "a fraction": (but(age=44.5), True),
    "a long fraction": (but(age=0.1 + 0.2), True),
    "a negative number": (but(age=-3), True),
    "letters of the world": (but(your_name="Åse Ø. 王"), True),
    "the longest name": (but(your_name="x" * 255), True),
    "too long a name": (but(your_name="x" * 256), False),
    "too long a name with spaces": (but(your_name="x" * 255 + "  "), False),
    "too long a message": (but(message="x" * 2001), False),
    "no name": (but("your_name"), False),
    "an empty name": (but(your_name=""), False),
    "a number for a name": (but(your_name=3), False),
    "true for a name": (but(your_name=True), False),
    "null for a name": (but(your_name=None), False),
    "a list for a name": (but(your_name=["Ada"]), False),
    "an object for a name": (but(your_name={"first": "Ada"}), False),
    "null for what is optional": (but(message=None), False),
    "no e-mail": (but("e_mail"), False),
    "no e-mail address": (but(e_mail="ada"), False),
    "a number for a phone": (but(phone=4045550126), False),
    "no place": (but("place"), False),
    "another place": (but(place="Mars"), False),
    "an empty place": (but(place=""), False),
    "text for a list": (but(when="Mornings"), False),
    "a choice that is none": (but(when=["Nights"]), False),
    "a choice twice": (but(when=["Mornings", "Mornings"]), False),
    "a number in a list": (but(when=[1]), False),
    "a list in a list": (but(when=[["Mornings"]]), False),
    "not one of a few": (but(known="Perhaps"), False),
    "not one of a list": (but(reason="Knee"), False),
    "an empty reason": (but(reason=""), False),
    "a day that is none": (but(first_day="2026-02-30"), False),
    "a day in another order": (but(first_day="12/01/2026"), False),
    "an empty day": (but(first_day=""), False),
    "a short day": (but(first_day="20261201"), False),
    "a number as text": (but(age="44"), False),
    "true for a number": (but(age=True), False),
    "too large a number": (but(age=10**15), False),
    "text for yes": (but(interpreter="yes"), False),
    "1 for yes": (but(interpreter=1), False),
    "no consent": (but("consent"), False),
    "consent refused": (but(consent=False), False),
    "consent as text": (but(consent="true"), False),
    "a field that is none": (but(colour="red"), False),
    "the honeypot": (but(subject_line="x"), False),
    "nothing": ({}, False),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_schema_and_server_agree(client, form, sample):
    answers, right = SAMPLES[sample]
    schema = client.get(path(form)).json()["schema"]
    by_schema = Draft202012Validator(schema, format_checker=FormatChecker())

    answer = send(client, form, answers)

    assert by_schema.is_valid(answers) == right
    assert answer.status_code == (201 if right else 422), answer.content
    assert Submission.objects.count() == right


@pytest.mark.parametrize("kind", ["locked", "members", "draft", "gone", "elsewhere"])
def test_a_form_that_is_not_public_is_nowhere(client, kind):
    make.clinic()
    form = make.form_page("Xyzzy")
    if kind in {"locked", "members"}:
        PageViewRestriction.objects.create(
            page=form.get_parent(),
            restriction_type={"locked": "password", "members": "login"}[kind],
            password="x",
        )
    elif kind == "elsewhere":
        root = Page.objects.get(depth=1)
        there = make.standard_page(parent=root, title="There", slug="there")
        Site.objects.create(hostname="other.example", root_page=there)
        form.move(there, "last-child")
    else:
        form.unpublish()
        if kind == "draft":
            form.save_revision()
    _, key = APIToken.create_token(user=make.superuser(), name="right")

    for headers in ({}, {"Authorization": f"Bearer {key}"}):
        read = client.get(path(form), headers=headers)
        sent = send(client, form, ANSWERS, **headers)

        assert (read.status_code, sent.status_code) == (404, 404)
        assert "Xyzzy" not in read.text + sent.text
    assert not Submission.objects.exists()


def test_another_page_is_no_form(client):
    page = make.article()

    assert client.get(path(page)).status_code == 404
    assert send(client, page, {}).status_code == 404


@pytest.mark.parametrize("key", ["9" * 20, "-1", "0", "abc", "1.5", "%00", "١٢"])
def test_a_wrong_key_is_refused(client, key):
    for answer in (
        client.get(f"/api/v3/forms/{key}/"),
        client.post(
            f"/api/v3/forms/{key}/submissions/", "{}", content_type="application/json"
        ),
    ):
        assert 400 <= answer.status_code < 500
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_is_the_staff_s_own_is_nowhere(client):
    make.clinic()
    form = make.form_page(
        staff_email="desk@secret.example", acknowledgement="Secret words."
    )

    for address in (
        path(form),
        f"/api/v2/pages/{form.pk}/",
        f"/api/v3/pages/{form.pk}/",
        "/api/v2/pages/?type=contact.FormPage&fields=*",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "secret" not in answer.text.lower()


def test_a_longer_form_costs_no_more_queries(client, count_queries):
    make.clinic()
    short = make.form_page("Short", questions=ALL_KINDS[:2])
    long = make.form_page(
        "Long",
        questions=[(f"{n} {a}", b, c) for n in range(3) for a, b, c in ALL_KINDS],
    )

    assert count_queries(path(long)) == count_queries(path(short))


def test_links_to_what_is_not_public_lead_nowhere(client):
    privacy = make.standard_page(live=False)
    make.clinic(privacy_page=privacy)
    form = make.form_page(
        introduction=f'<p><a linktype="page" id="{privacy.pk}">x</a></p>'
    )

    said = client.get(path(form)).json()

    assert said["privacy_url"] is None
    assert said["introduction"] == "<p><a>x</a></p>"
    assert client.get("/api/v3/site/").json()["clinic"]["privacy_url"] is None


# --- Handing in ---------------------------------------------------------------------


def test_what_is_sent_is_stored(client, form):
    answer = send(client, form, ANSWERS)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(Submission.objects.get().pk),
        "message": form.thank_you,
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
    assert Submission.objects.get().suspicions == []


@pytest.mark.parametrize(
    ("answers", "name", "said"),
    [
        (but("your_name"), "your_name", "Answer “Your name”"),
        (but(your_name="\u200b\u202e "), "your_name", "Answer “Your name”"),
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
        (but(stamp=3), "stamp", "in quotation marks"),
        (but(stamp=["x"]), "stamp", "in quotation marks"),
        (but(proof_of_work=True), "proof_of_work", "in quotation marks"),
        (but(proof_of_work="x" * 2001), "proof_of_work", "at most 2000"),
    ],
)
def test_a_wrong_answer_is_named(client, form, answers, name, said):
    answer = send(client, form, answers)

    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    assert error["path"] == ["body", name]
    assert said in error["message"]
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


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_body_that_can_be_no_answer_is_a_problem(client, form, kind):
    body, status = HOSTILE[kind]

    answer = send(client, form, body)

    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(answer.content) < 20_000
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


def test_a_stamp_that_is_sent_names_the_submission_too(client, form):
    answers = but(stamp=stamp(purpose="submission"))

    assert send(client, form, answers).status_code == 201
    assert send(client, form, answers).status_code == 201
    assert Submission.objects.count() == 1
    assert "stamp" not in stored()


def test_who_sends_too_much_is_told_how_long_to_wait(client, form, settings):
    settings.INTAKE_LIMITS = {"submission": [(1, 600)]}
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
def test_only_named_origins_may_hand_in(client, form, settings, origin, status):
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


def test_nothing_that_was_handed_in_can_be_read_here(client, form):
    send(client, form, but(message="Secret words."))
    key = Submission.objects.get().pk
    _, token = APIToken.create_token(user=make.superuser(), name="right")

    for address in (
        f"{path(form)}submissions/{key}/",
        f"/api/v3/submissions/{key}/",
        path(form),
        f"/api/v3/pages/{form.pk}/",
    ):
        answer = client.get(address, headers={"Authorization": f"Bearer {token}"})
        assert "Secret words" not in answer.text
