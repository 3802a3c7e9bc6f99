"""Tables of what visitors sent."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from tests import make
from tests.contact.at_the_desk import DESK, done, sign_in

pytestmark = pytest.mark.django_db

FORMULAS = [
    "=1+1",
    "=1",
    "+1+1",
    "-2+3",
    "-2-3",
    "+1-2",
    "-1*2",
    "+1+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "+",
    "-",
    "+()",
    "-(404) 555-0126",
    "+1 541 555 0126 ext. 5",
    "+1541555\n=1+1",
    "@SUM(A1)",
    "@1",
    "\t=1",
    "\t+1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\uff0b15415550126",
    " =1",
]
NUMBERS = [
    "+15415550126",
    " +15415550126",
    "+1 (541) 555-0126",
    "+1-541-555-0126",
    "+44 20.7946.0958",
    "-5",
    "-0.5",
    "-1,234.50",
    "+3",
    "(541) 555-0126",
]


def export(client, kind):
    answer = client.get(f"{DESK}?export={kind}")
    assert answer.status_code == 200
    return answer.getvalue()


def test_an_export_has_a_column_for_each_question_and_stands_in_the_log(client):
    sign_in(client)
    first = make.submission()
    earlier = make.LATELY - timedelta(days=1)
    reasons = [("reason", "Reason", ["Back pain", "Neck pain"])]
    make.submission(answers=reasons, created_at=earlier)

    lines = export(client, "csv").decode("utf-8-sig").splitlines()

    own = "Form,Came in,Place,Status,Assigned to,Handled,Somebody may be in danger"
    assert lines[0] == f"{own},Your name,Reason"
    assert {line.split(",", 7)[7] for line in lines[1:]} == {
        "Ada Moss,",
        ',"Back pain, Neck pain"',
    }
    assert done(first) == ["contact.export"]


def test_questions_called_like_our_own_columns_lose_no_answer(client):
    user = sign_in(client)
    make.submission(
        answers=[
            ("status", "Status", "Retired"),
            ("handled", "Handled", "By Bert"),
            ("name", "Name", "Ada"),
            # Put into the words of another question later.
            ("first_name", "Name", "Bea"),
        ],
        assigned_to=user,
    )
    make.submission(answers=[("form", "Form", "Oval"), ("called", "Name", "Cy")])

    rows = list(csv.DictReader(StringIO(export(client, "csv").decode("utf-8-sig"))))

    assert rows[0].keys() == rows[1].keys()
    retired = next(row for row in rows if row["Status (answer)"])
    oval = next(row for row in rows if row["Form (answer)"])
    assert retired["Status"] == oval["Status"] == "New"
    assert retired["Status (answer)"] == "Retired"
    assert retired["Handled (answer)"] == "By Bert"
    assert retired["Name"] == "Ada\nBea"
    assert retired["Assigned to"] == "desk@clinic.example"
    assert oval["Form"] == "Ask for an appointment"
    assert (oval["Form (answer)"], oval["Name"]) == ("Oval", "Cy")


def test_an_export_says_when_each_was_handled(client):
    sign_in(client)
    make.submission(status="handled", handled_at=make.LATELY)

    rows = csv.DictReader(StringIO(export(client, "csv&status=").decode("utf-8-sig")))

    assert next(rows)["Handled"] == "2026-10-01T09:00+00:00"


def test_an_export_shows_the_time_that_the_desk_shows(client, settings):
    settings.TIME_ZONE = "America/New_York"
    sign_in(client)
    make.submission()

    rows = csv.DictReader(StringIO(export(client, "csv").decode("utf-8-sig")))

    assert next(rows)["Came in"] == "2026-10-01T05:00-04:00"


def test_excel_is_told_how_letters_are_written(client):
    sign_in(client)
    make.submission(answers=[("town", "Town", "İstanbul")])

    table = export(client, "csv")

    assert table.startswith(b"\xef\xbb\xbfForm,")
    assert "İstanbul".encode() in table


def test_a_download_is_called_as_the_screen_is(client):
    sign_in(client)

    for kind in ("csv", "xlsx"):
        named = client.get(f"{DESK}?export={kind}")["Content-Disposition"]
        assert f'"messages.{kind}"' in named


def test_no_spreadsheet_runs_what_a_visitor_entered(client):
    sign_in(client)
    for formula in FORMULAS:
        # As the heading of a column, as an answer, and in a column of ours.
        make.submission(answers=[("name", formula, formula)], place=formula.strip())

    table = list(csv.reader(StringIO(export(client, "csv").decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(export(client, "xlsx"))).active
    cells = [each for row in sheet.iter_rows() for each in row if each.value]

    assert {each.data_type for each in cells} == {"s"}
    for values in ([each for row in table for each in row], [e.value for e in cells]):
        for formula in FORMULAS:
            assert formula not in values, repr(formula)
            assert values.count(f"'{formula}") >= 2, repr(formula)


def test_a_mere_number_is_exported_as_it_was_entered(client):
    sign_in(client)
    for number in NUMBERS:
        make.submission(answers=[("number", "Number", number)])

    rows = csv.DictReader(StringIO(export(client, "csv").decode("utf-8-sig")))
    sheet = load_workbook(BytesIO(export(client, "xlsx"))).active
    cells = [row[-1] for row in sheet.iter_rows(min_row=2)]

    assert sorted(row["Number"] for row in rows) == sorted(NUMBERS)
    assert sorted(each.value for each in cells) == sorted(NUMBERS)
    assert {each.data_type for each in cells} == {"s"}


@pytest.mark.parametrize("unwritable", ["\ufffe", "\uffff", "\x0b", "\x1b"])
def test_what_no_xml_can_hold_breaks_no_export(client, unwritable):
    sign_in(client)
    typed = f"{unwritable}=Mo{unwritable}"
    make.submission(answers=[("name", f"Your {typed}", typed)], place=typed)

    sheet = load_workbook(BytesIO(export(client, "xlsx"))).active

    headings, row = sheet.iter_rows(values_only=True)
    assert headings[-1] == "Your =Mo"
    assert [row[2], row[-1]] == ["'=Mo", "'=Mo"]
