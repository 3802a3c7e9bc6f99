"""The page after a form tells the truth about the mail that confirms it."""

import pytest

from contact.models import Submission
from tests import alarm, make, reading
from tests.contact.filling_in import fresh, send
from tests.contact.submitting import but
from tests.contact.submitting import send as send_json
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    make.clinic()
    return make.form_page(staff_email="desk@clinic.example")


NO_MAIL = "this time no e-mail will come to confirm it"


def thanked(client, page, **typed):
    return reading.words(client.get(send(client, page, **typed)["Location"]))


def test_who_sends_fast_is_told_that_no_confirmation_comes_and_loses_nothing(
    client, page
):
    said = thanked(client, page, form_token=fresh(seconds_old=1))

    assert "We have received it" in said
    assert NO_MAIL in said
    kept = Submission.objects.get()
    assert (kept.spam_signals, kept.is_news) == (["too_fast"], True)
    assert [each.bcc for each in work()] == [["desk@clinic.example"]]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("links", {"message": "https://a.example https://b.example https://c.example"}),
        ("program", {"subject_line": "x"}),
        ("the same", {}),
        ("confirmed just now", {"message": "Another"}),
    ],
)
def test_nobody_waits_for_a_confirmation_in_vain(client, page, kind, typed):
    if kind in ("the same", "confirmed just now"):
        send(client, page)
        work()

    assert NO_MAIL in thanked(client, page, **typed)
    assert "Ada@mail.example" not in [to for each in work() for to in each.bcc]


def test_who_gets_a_confirmation_reads_nothing_of_none(client, page):
    assert NO_MAIL not in thanked(client, page)
    assert any("Ada@mail.example" in each.bcc for each in work())


@pytest.mark.parametrize("why", ["the form confirms nothing", "no address"])
def test_where_none_is_due_nothing_is_said_of_a_confirmation(client, why):
    make.clinic()
    questions = [("Your name", "singleline", {})] if why == "no address" else None
    more = {"questions": questions} if questions else {"acknowledge": False}
    page = make.form_page(**more)

    assert NO_MAIL not in thanked(client, page, form_token=fresh(seconds_old=1))


def test_a_double_click_is_told_the_same(client, page):
    same = fresh(seconds_old=1)

    first, again = (thanked(client, page, form_token=same) for _ in range(2))

    assert NO_MAIL in first
    assert NO_MAIL in again


def test_in_danger_the_wording_goes_first_and_the_rest_is_said_too(client, page):
    make.signs_of_danger("cannot pass urine")
    typed = {"message": "I cannot pass urine.", "form_token": fresh(seconds_old=1)}

    answer = client.get(send(client, page, **typed)["Location"])

    assert alarm.of(answer) == "Call 911."
    assert NO_MAIL in reading.words(answer)


def test_an_app_is_told_as_well_that_no_confirmation_comes(client, page):
    links = " ".join(f"https://shop{n}.example/" for n in range(3))

    answers = but("first_day", "age", "interpreter")
    plain = send_json(client, page, answers).json()
    odd = send_json(client, page, {**answers, "message": links}).json()

    assert NO_MAIL not in plain["message"]
    assert NO_MAIL in odd["message"]
