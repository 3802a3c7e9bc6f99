"""What is hostile in a reply is sent with a form, and looked for wherever it shows."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from contact.models import Submission
from public_forms.spreadsheets import FORMULA_STARTS, cell
from public_forms.text_cleaning import tidy, tidy_line
from tests import make, reading
from tests.comments.test_hostile_replies import HOSTILE, is_invisible
from tests.contact import submitting
from tests.contact.filling_in import answers, fresh, send
from tests.working import work

pytestmark = pytest.mark.django_db

ADA = "ada@mail.example"
DESK = "/admin/submissions/"
# How long an answer may be, and what it becomes.
KINDS = {"singleline": (255, tidy_line), "multiline": (2000, tidy)}
# Each payload once in a line, and once in a text; what is typed by the question's name.
QUESTIONS, TYPED, KEPT = [("E-mail", "email", {})], {"e_mail": ADA}, {"e_mail": ADA}
for number, payload in enumerate(HOSTILE):
    for kind, (most, tidied) in KINDS.items():
        label = f"{kind} {number}"
        QUESTIONS.append((label, kind, {"required": False}))
        TYPED[f"{kind}_{number}"] = payload[:most]
        KEPT[f"{kind}_{number}"] = tidied(payload[:most])
# Nothing but what cannot be seen is no answer.
KEPT = {name: text for name, text in KEPT.items() if text}


def label_of(name):
    return "E-mail" if name == "e_mail" else name.replace("_", " ")


def in_one_line(text):
    return " ".join(text.split())


@pytest.fixture
def form():
    return make.form_page(
        questions=QUESTIONS, staff_email="desk@clinic.example", with_content=True
    )


@pytest.fixture
def submission(client, form):
    """One message with all of it; its reader is signed in."""
    assert send(client, form, **TYPED).status_code == 303
    client.force_login(make.superuser())
    return Submission.objects.get()


def facts(client, path, sent=None):
    """The texts of a screen's facts by their labels; what stands there is but text."""
    answer = client.post(path, sent) if sent else client.get(path)
    [found] = reading.html(answer).select(".queue-facts")
    assert {each.name for each in found.find_all(True)} <= {"dt", "dd", "br", "a"}
    for link in found.select("a"):
        assert link.attrs.pop("href").startswith(("mailto:", "tel:"))
    assert not any(each.attrs for each in found.find_all(True))
    assert not any(map(is_invisible, found.get_text()))
    return {
        label.get_text(): label.find_next("dd").get_text(" ", strip=True)
        for label in found.select("dt")
    }


def test_all_that_is_seen_of_it_is_stored(client, form, submission):
    answer = submitting.send(client, form, {**TYPED, "consent": True})

    assert answer.status_code == 201
    by_app = Submission.objects.exclude(pk=submission.pk).get()
    assert answers(submission) == answers(by_app) == KEPT


def test_it_is_text_at_the_desk(client, submission):
    shown = facts(client, f"{DESK}{submission.pk}/")
    listed = client.get(DESK).content.decode()

    assert {label: in_one_line(text) for label, text in shown.items()} == {
        label_of(name): in_one_line(text) for name, text in KEPT.items()
    }
    assert "evil.example" not in listed


def test_it_is_text_among_visitors_data_and_whole_in_their_file(client, submission):
    shown = facts(client, "/admin/visitors-data/", {"email": ADA, "do": "find"})
    taken = client.post("/admin/visitors-data/", {"email": ADA, "do": "export"})

    for name, text in KEPT.items():
        said = in_one_line(f"{label_of(name)}: {text}")
        assert said in in_one_line(shown["Answers"])
    [row] = json.loads(taken.content)["submissions"]
    assert {each["label"]: each["value"] for each in row["answers"]} == {
        label_of(name): text for name, text in KEPT.items()
    }


def test_each_answer_is_in_a_cell_and_none_is_a_formula(client, submission):
    wanted = {label_of(name): cell(text) for name, text in KEPT.items()}

    lines = client.get(f"{DESK}?export=csv").getvalue().decode()
    [row] = csv.DictReader(StringIO(lines, newline=""))
    assert {label: row[label] for label in wanted} == wanted
    book = load_workbook(BytesIO(client.get(f"{DESK}?export=xlsx").getvalue()))
    headings, cells = book.active.iter_rows()
    in_book = dict(zip([each.value for each in headings], cells, strict=True))
    assert {label: in_book[label].value for label in wanted} == wanted
    assert {in_book[label].data_type for label in wanted} == {"s"}
    assert not any(text.startswith(FORMULA_STARTS) for text in wanted.values())


def test_the_mail_to_staff_has_one_body_and_no_header_of_theirs(submission):
    [mail] = work()

    message = mail.message()
    assert not message.is_multipart()
    assert message.get_content_type() == "text/plain"
    assert message.get_all("Subject") == ["Ask for an appointment: 1 new"]
    assert "Bcc" not in message
    assert mail.recipients() == ["desk@clinic.example"]
    for name, text in KEPT.items():
        assert f"{label_of(name)}: {text}" in mail.body
    assert not any(map(is_invisible, mail.body))


def test_what_is_refused_comes_back_as_text_in_the_form(client, form):
    answer = client.post(f"/forms/{form.pk}/", {**TYPED, "form_token": fresh()})

    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html.parser")
    drawn = soup.select_one("form.handed-in")
    for name, typed in TYPED.items():
        field = drawn.find(attrs={"name": name})
        shown = field.get_text() if field.name == "textarea" else field["value"]
        assert shown.split() == typed.split(), name
    hostile = [
        "script",
        "img",
        "svg",
        "iframe",
        "style",
        "base",
        "meta",
        "math",
        "form",
    ]
    assert not drawn.find_all(hostile)
    assert all(each.get("src") for each in soup.select("main script"))
    handlers = [
        name for each in drawn.find_all(True) for name in each.attrs if name[:2] == "on"
    ]
    assert not handlers
