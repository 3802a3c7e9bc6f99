"""Forms in which somebody tells of danger: what the sender sees at once."""

import json

import pytest
from django.core.management import call_command

from clinic.emergency import DEFAULT_WORDING
from contact.models import Submission
from tests import alarm, make, reading
from tests.articles.test_sites import OTHER, other_site
from tests.contact.filling_in import fresh, send
from tests.contact.submitting import but
from tests.contact.submitting import send as send_json
from tests.public_forms.sending import notice_of, told

pytestmark = pytest.mark.django_db

DANGER = "I cannot pass urine since this morning and my legs are numb."
HARMLESS = "Thank you for the good advice about walking."
SIGN = "cannot pass urine"


@pytest.fixture
def page():
    make.clinic()
    make.signs_of_danger(SIGN)
    return make.form_page()


def test_who_tells_of_danger_reads_what_to_do_before_the_thanks(client, page):
    answer = send(client, page, message=DANGER)

    assert answer.status_code == 303
    assert notice_of(answer["Location"]) == f"{page.url}?sent=urgent#emergency"
    thanks = client.get(answer["Location"])
    assert alarm.of(thanks) == "Call 911."
    assert "We have received it" in reading.words(thanks)
    assert thanks["Cache-Control"] == "private, no-store"
    assert Submission.objects.get().is_urgent


def test_who_tells_of_no_danger_is_thanked_as_ever(client, page):
    answer = send(client, page, message=HARMLESS)

    assert notice_of(answer["Location"]) == f"{page.url}?sent=sent#sent"
    assert alarm.of(client.get(answer["Location"])) is None
    assert not Submission.objects.get().is_urgent


REFUSED = {
    "to check": (200, {"form_token": ""}, {}),
    "incomplete": (422, {"consent": ""}, {}),
    "from elsewhere": (403, {}, {"Origin": "https://evil.example"}),
    "used": (409, {}, {}),
    "too many": (429, {}, {}),
    "too long": (413, {"your_name": "x" * 200_000}, {}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_danger_is_answered_also_where_nothing_is_taken(client, settings, page, kind):
    status, typed, headers = REFUSED[kind]
    typed = {"form_token": fresh(), **typed}
    if kind == "used":
        send(client, page, **typed)
    if kind == "too many":
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": [(0, 600)]}

    for text, said in ((DANGER, "Call 911."), (HARMLESS, None)):
        answer = send(client, page, headers=headers, **{**typed, "message": text})

        assert answer.status_code == status, text
        assert alarm.of(answer) == said, text


def test_whatever_is_typed_freely_is_looked_at(client, page):
    for field in ("your_name", "e_mail", "phone", "message", "gone"):
        answer = send(client, page, **{"consent": "", field: DANGER})

        assert alarm.of(answer) == "Call 911.", field


def test_what_is_chosen_and_what_nobody_sees_raises_no_alarm(client):
    make.clinic()
    make.signs_of_danger(SIGN)
    kinds = ("radio", "dropdown", "checkboxes")
    choices = {"choices": f"{DANGER}\nNothing"}
    page = make.form_page(questions=[(f"A {kind}", kind, choices) for kind in kinds])
    chosen = {f"a_{kind}": DANGER for kind in kinds}

    typed = ("your_name", "e_mail", "phone", "message")

    answer = send(client, page, **chosen, subject_line=DANGER, without=typed)

    assert notice_of(answer["Location"]).startswith(f"{page.url}?sent=sent")


@pytest.mark.parametrize(
    ("notice", "wording", "shown"),
    [
        ("<p>Call 112.</p>", "<p>Call 911.</p>", "Call 112."),
        ("", "<p>Call 911.</p>", "Call 911."),
        ('<p data-block-key="a"></p>', "<p>Call 911.</p>", "Call 911."),
        ("", '<p data-block-key="a"></p>', DEFAULT_WORDING[3:-4]),
        ("", "", DEFAULT_WORDING[3:-4]),
    ],
)
def test_the_forms_own_wording_goes_first_and_there_is_always_one(
    client, notice, wording, shown
):
    make.clinic(emergency_wording=wording)
    make.signs_of_danger(SIGN)
    page = make.form_page(emergency_notice=notice)

    answer = send(client, page, message=DANGER)

    assert alarm.of(client.get(answer["Location"])) == shown
    sent = by_api(client, page, message=DANGER)
    assert sent.json()["emergency_wording"] == f"<p>{shown}</p>"


def test_a_clinic_that_nobody_described_knows_what_to_say(client):
    page = make.form_page(questions=[("Message", "multiline", {})])

    shown = client.get(told(page, "urgent", purpose="submission"))

    assert alarm.of(shown) == DEFAULT_WORDING[3:-4]


def test_the_wording_keeps_its_links_and_nothing_typed_is_markup(client):
    make.clinic(
        emergency_wording='<p>Call <b>911</b> &amp; <a href="/x/">read</a>.</p>'
    )
    make.signs_of_danger(SIGN)
    page = make.form_page()

    answer = client.get(send(client, page, message=f"<b>{DANGER}</b>")["Location"])

    assert alarm.of(answer) == "Call 911 & read ."
    assert reading.html(answer).select_one('.alarm a[href="/x/"]')


def test_a_repeated_click_is_answered_with_the_same_help(client, page):
    same = fresh()

    first, again = (
        send(client, page, message=DANGER, form_token=same) for _ in range(2)
    )

    assert notice_of(first["Location"]) == notice_of(again["Location"])
    assert "sent=urgent" in again["Location"]
    assert Submission.objects.count() == 1


# --- By the API ---------------------------------------------------------------------


def by_api(client, page, *left_out, **changed):
    answers = but("first_day", "age", "interpreter", *left_out, **changed)
    return send_json(client, page, answers)


def test_an_app_is_told_what_to_show_at_once(client, page):
    urgent = by_api(client, page, message=DANGER)
    other = by_api(client, page, message=HARMLESS)

    assert (urgent.status_code, other.status_code) == (201, 201)
    assert urgent.json()["emergency_wording"] == "<p>Call 911.</p>"
    assert urgent.json()["message"] == page.thank_you
    assert other.json()["emergency_wording"] is None


def test_a_repeat_with_the_same_key_brings_the_same_help(client, page):
    answers = but("first_day", "age", "interpreter", message=DANGER)

    first, again = (
        send_json(client, page, answers, **{"Idempotency-Key": "k"}) for _ in range(2)
    )

    assert first.content == again.content
    assert again.json()["emergency_wording"] == "<p>Call 911.</p>"


API_REFUSALS = {
    "a field": (422, {"e_mail": "ada"}),
    "a value of another kind": (422, {"your_name": {"a": 1}}),
    "an unknown field": (422, {"colour": "red"}),
    "too many": (429, {}),
    "a draft": (404, {}),
    "too many values": (413, {"when": [[]] * 6000}),
}


@pytest.mark.parametrize("refusal", API_REFUSALS)
def test_a_refusal_brings_help_too(client, settings, page, refusal):
    status, fields = API_REFUSALS[refusal]
    if refusal == "too many":
        settings.RATE_LIMITS = {"submission": [(0, 600)]}
    if refusal == "a draft":
        page.unpublish()

    for text, said in ((DANGER, "<p>Call 911.</p>"), (HARMLESS, None)):
        answer = by_api(client, page, message=text, **fields)

        assert answer.status_code == status, answer.content
        assert answer.json().get("emergency_wording") == said, text


def test_a_reused_key_brings_help_too(client, page):
    key = {"Idempotency-Key": "k"}
    answers = but("first_day", "age", "interpreter")
    send_json(client, page, answers, **key)

    answer = send_json(client, page, {**answers, "message": DANGER}, **key)

    assert answer.status_code == 422
    assert answer.json()["emergency_wording"] == "<p>Call 911.</p>"


def test_a_body_that_says_nothing_brings_a_plain_refusal(client, page):
    for body in (b"{", b"[" * 100_000, b"[]", b'"x"', b"\xff", b'{"a": "\\udc00"}'):
        answer = send_json(client, page, body)

        assert answer.status_code >= 400, body[:9]
        assert "emergency_wording" not in answer.json(), body[:9]


def test_the_document_knows_all_of_it(client, page):
    call = client.get("/api/v3/openapi.json").json()
    operation = call["paths"]["/api/v3/forms/{page_id}/submissions/"]["post"]

    for status in ("201", "422", "429"):
        [content] = operation["responses"][status]["content"].values()
        name = content["schema"]["$ref"].rpartition("/")[2]
        assert "emergency_wording" in call["components"]["schemas"][name]["properties"]


# --- Each site its own --------------------------------------------------------------


def test_each_site_has_its_own_signs_and_wording(client, page, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    home = other_site()
    there = make.form_page(
        parent=make.contact_page(parent=home),
        questions=[("Message", "multiline", {})],
    )
    # Nothing that Gait knows by itself.
    make.signs_of_danger("cast smells")
    typed = {"message": "My cast smells.", "consent": "on", "form_token": fresh()}

    answer = client.post(f"/forms/{there.pk}/", typed, headers=OTHER)

    assert "sent=sent" in answer["Location"], "the sign is of the first site's editors"


# --- What staff hold ----------------------------------------------------------------


def test_the_export_of_somebodys_data_says_it(client, page, capsys):
    send(client, page, message=DANGER)

    call_command("export_visitor", "ada@mail.example")

    [row] = json.loads(capsys.readouterr().out)["submissions"]
    assert row["urgent"] is True
