"""Messages in which somebody may be in danger: the desk, the dashboard, the mails."""

import datetime

import pytest
from django.utils import timezone

from contact.models import Submission
from public_forms import retention
from tests import make, reading
from tests.contact.at_the_desk import DESK, act, shown, sign_in
from tests.contact.filling_in import fresh, send
from tests.working import work

pytestmark = pytest.mark.django_db

DANGER = "I cannot pass urine since this morning and my legs are numb."
SUBJECT = "Urgent: somebody may be in danger (Ask for an appointment)"
FLAG = "Somebody may be in danger"


@pytest.fixture
def page():
    make.clinic()
    make.signs_of_danger("cannot pass urine")
    return make.form_page(staff_email="desk@clinic.example")


def rows(client, query=""):
    """The forms' titles at the desk, in their order."""
    soup = reading.html(client.get(DESK + query))
    return [
        cell.select_one("a").get_text(strip=True) for cell in soup.select("td.title")
    ]


def dashboard(client):
    soup = reading.html(client.get("/admin/"))
    return [" ".join(each.get_text().split()) for each in soup.select(".queue-alarm")]


# --- At the desk --------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?ordering=place"])
def test_what_is_urgent_stands_first_until_somebody_sees_to_it(client, query):
    sign_in(client)
    for day in (1, 3):
        make.submission(
            form_title=f"Day {day}", created_at=make.LATELY + datetime.timedelta(day)
        )
    urgent = make.submission(
        form_title="Urgent one",
        is_urgent=True,
        place="Zeeland",
        created_at=make.LATELY + datetime.timedelta(2),
    )

    assert rows(client, query)[0] == "Urgent one"

    act(client, urgent, do="handle")
    every = "?status=" if not query else f"{query}&status="
    assert len(rows(client, every)) == 3
    assert rows(client, "?status=") == ["Day 3", "Urgent one", "Day 1"]


def test_an_urgent_one_is_marked_in_the_list_and_on_its_page(client):
    sign_in(client)
    urgent = make.submission(is_urgent=True)
    other = make.submission()

    [flag] = reading.html(client.get(DESK)).select("td .queue-flag")
    assert flag.get_text() == FLAG
    assert FLAG in shown(client, f"{DESK}{urgent.pk}/")
    assert FLAG not in shown(client, f"{DESK}{other.pk}/")


def test_the_desk_shows_urgent_ones_alone_where_asked_for(client):
    sign_in(client)
    make.submission(form_title="Urgent one", is_urgent=True)
    make.submission(form_title="Other")

    assert rows(client, "?is_urgent=true") == ["Urgent one"]
    assert rows(client, "?is_urgent=false") == ["Other"]


def test_what_is_urgent_is_never_taken_for_rubbish(client):
    sign_in(client)
    odd = {"spam_signals": ["honeypot"]}
    make.submission(form_title="Urgent one", is_urgent=True, **odd)
    make.submission(form_title="Rubbish", **odd)
    make.submission(form_title="Clean")

    assert rows(client, "?spam_signals=true") == ["Rubbish"]
    assert sorted(rows(client, "?spam_signals=false")) == ["Clean", "Urgent one"]


def test_an_export_says_which_are_urgent(client):
    sign_in(client)
    make.submission(is_urgent=True)
    make.submission()

    table = client.get(f"{DESK}?export=csv").getvalue().decode()

    head, first, second = table.splitlines()
    where = head.split(",").index(FLAG)
    assert [line.split(",")[where] for line in (first, second)] == ["Yes", ""]


# --- On the dashboard ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("Front desk", ["1 urgent message waits. "]),
        ("Reply moderators", ["2 urgent replies wait. "]),
        ("Moderators", ["2 urgent replies wait. ", "1 urgent message waits. "]),
        ("Editors", []),
    ],
)
def test_the_dashboard_names_what_somebody_may_see_to(client, group, said):
    sign_in(client, group)
    make.submission(is_urgent=True)
    make.submission(is_urgent=True, status="handled")
    for text in ("One", "Two"):
        make.comment(text, status="waiting", is_urgent=True)

    alarms = dashboard(client)

    assert [each.partition("Somebody")[0] for each in alarms] == said


def test_the_dashboard_is_quiet_where_nobody_is_in_danger(client):
    sign_in(client, "Moderators")
    make.submission()

    assert dashboard(client) == []


def test_more_urgent_messages_cost_no_more_queries(client, count_queries):
    sign_in(client, "Moderators")
    make.submission(is_urgent=True)
    few = [count_queries(path) for path in (DESK, "/admin/")]
    for _ in range(3):
        make.submission(is_urgent=True)

    assert [count_queries(path) for path in (DESK, "/admin/")] == few


# --- What is odd about it counts for nothing -----------------------------------------

ODD = {
    "honeypot": {"subject_line": "Buy now"},
    "too_fast": {},
    "links": {},
    "duplicate": {},
}


@pytest.mark.parametrize("signal", ODD)
def test_danger_is_told_and_counted_whatever_else_is_odd(client, page, signal):
    typed = {"message": DANGER, "form_token": fresh(), **ODD[signal]}
    if signal == "too_fast":
        typed["form_token"] = fresh(seconds_old=1)
    if signal == "links":
        typed["message"] += " http://a.example http://b.example http://c.example"
    if signal == "duplicate":
        send(client, page, message=DANGER)
        work()
        Submission.objects.update(announced_at=make.LATELY)

    answer = send(client, page, **typed)

    assert "sent=urgent" in answer["Location"]
    latest = Submission.objects.latest("created_at")
    assert (latest.spam_signals, latest.is_news) == ([signal], True)
    assert SUBJECT in [each.subject for each in work()]
    sign_in(client)
    number = Submission.objects.count()
    assert f"Messages ({number})" in shown(client, "/admin/")


# --- Mails --------------------------------------------------------------------------


def test_staff_are_told_of_danger_at_once_and_apart(client, page):
    send(client, page, e_mail="one@mail.example")
    work()

    send(client, page, message=DANGER)
    told = [each for each in work() if "desk@clinic.example" in each.bcc]

    [mail] = told
    assert mail.subject == SUBJECT
    assert "suggest that somebody is in danger" in mail.body
    assert str(Submission.objects.get(is_urgent=True).pk) in mail.body
    for word in ("urine", "Ada", "555-0199"):
        assert word not in mail.subject + mail.body


def test_danger_does_not_delay_the_news_of_other_messages(client, page):
    send(client, page, message=DANGER)
    work()

    send(client, page, e_mail="other@mail.example")

    subjects = [each.subject for each in work()]
    assert "Ask for an appointment: 1 new" in subjects


def test_several_in_danger_are_told_of_within_two_minutes(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": []}
    send(client, page, message=DANGER)
    work()
    for number in range(3):
        send(client, page, message=f"{DANGER} {number}")

    assert [each.subject for each in work() if each.subject == SUBJECT] == []

    [waiting] = [each for each in retention.waiting() if "danger" in each.words]
    Submission.objects.filter(announced_at__isnull=False).update(
        announced_at=timezone.now() - datetime.timedelta(minutes=2)
    )
    again = [each for each in work(waits_too=True) if each.subject == SUBJECT]
    assert waiting
    assert len(again) == 1
    assert not Submission.objects.filter(announced_at=None).exists()


def test_the_answers_are_in_the_mail_only_where_the_clinic_wants_it(client):
    make.signs_of_danger("cannot pass urine")
    page = make.form_page(staff_email="desk@clinic.example", with_content=True)
    send(client, page, message=DANGER, without=["place"])

    [told] = [each for each in work() if each.subject == SUBJECT]

    assert DANGER in told.body


def test_of_danger_somebody_is_told_though_no_address_was_entered(client):
    make.clinic(email="")
    make.signs_of_danger("cannot pass urine")
    colleague = make.member("Front desk", "desk@clinic.example")

    send(client, make.form_page(), message=DANGER)

    [told] = [each for each in work() if each.subject == SUBJECT]
    assert told.bcc == [colleague.email]


def test_the_senders_confirmation_begins_with_what_to_do(client, page):
    make.clinic(
        emergency_wording='<p>Call <a href="tel:911">911</a>.</p><p>Go &amp; ask.</p>'
    )
    type(page).objects.update(acknowledgement="We answer within two working days.")

    send(client, page, message=DANGER)

    [said] = [each for each in work() if "Ada@mail.example" in each.bcc]
    first, wording, more, *rest = filter(None, said.body.splitlines())
    assert "do not wait for our answer" in first
    assert [wording, more] == ["Call 911.", "Go & ask."]
    assert "We answer within two working days." in rest
    assert "urine" not in said.body


def test_another_confirmation_says_nothing_of_danger(client, page):
    send(client, page)

    [said] = [each for each in work() if "Ada@mail.example" in each.bcc]
    assert "danger" not in said.body
    assert "911" not in said.body
