"""Forms that apps draw themselves."""

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.models import Page, PageViewRestriction, Site

from contact.models import Submission
from tests import make
from tests.contact.submitting import ALL_KINDS, ANSWERS, but, path, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    make.clinic()
    return make.form_page(questions=ALL_KINDS)


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
    assert said["asks_proof"] is False
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


def test_schema_and_server_agree(client, form, settings):
    settings.RATE_LIMITS = {"submission": []}
    schema = client.get(path(form)).json()["schema"]
    by_schema = Draft202012Validator(schema, format_checker=FormatChecker())

    for sample, (answers, right) in SAMPLES.items():
        before = Submission.objects.count()
        answer = send(client, form, answers)

        assert by_schema.is_valid(answers) == right, sample
        assert answer.status_code == (201 if right else 422), (sample, answer.content)
        assert Submission.objects.count() - before == right, sample


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
    key = make.token()

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
    assert said["introduction"] == "<p>x</p>"
    assert client.get("/api/v3/site/").json()["clinic"]["privacy_url"] is None
