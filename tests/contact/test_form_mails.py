import datetime
import socket

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from contact.models import Submission
from contact.tasks import acknowledge, tell_staff
from tests import make
from tests.contact.filling_in import TYPED, fresh, send
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

ENTERED = ("Ada", "mail.example", "555-0199", "5550199", "any day", "New patient")


@pytest.fixture
def page():
    make.clinic()
    return make.form_page(staff_email="desk@clinic.example\n\nnurse@clinic.example\n")


def to_staff(mails):
    return next(each for each in mails if "desk@clinic.example" in each.bcc)


def to_visitor(mails):
    return next(each for each in mails if "Ada@mail.example" in each.bcc)


def test_staff_are_told_without_a_word_of_what_was_entered(client, page, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://admin.clinic.example"
    send(client, page, headers={"X-Forwarded-Host": "evil.example"})

    told = to_staff(work())

    kept = Submission.objects.get()
    assert told.bcc == ["desk@clinic.example", "nurse@clinic.example"]
    assert told.subject == "Ask for an appointment: 1 new"
    desk = reverse("submissions:edit", args=[kept.pk])
    assert f"https://admin.clinic.example{desk}" in told.body
    assert "Downtown clinic" in told.body
    for word in ENTERED:
        assert word not in told.subject + told.body
    assert kept.announced_at


def test_staff_get_the_answers_where_the_clinic_wants_it(client):
    make.clinic()
    page = make.form_page(staff_email="desk@clinic.example", with_content=True)
    send(client, page)

    body = to_staff(work()).body

    assert "Your name: Ada Moss" in body
    assert "When: Mornings, Afternoons" in body
    assert "on purpose" not in body


def test_a_mail_to_one_names_them_and_a_mail_to_several_nobody(client, page):
    send(client, page)

    mails = work()

    assert to_visitor(mails).message().get_all("To") == ["Ada@mail.example"]
    told = to_staff(mails)
    assert told.message().get_all("To") == ["undisclosed-recipients:;"]
    assert told.recipients() == ["desk@clinic.example", "nurse@clinic.example"]


def test_subjects_hold_signs_as_they_were_typed(client, page):
    title = 'Söhne & O’Brien’s <form> "now"'
    type(page).objects.update(title=title)
    send(client, page)

    assert {each.subject for each in work()} == {
        f"{title}: 1 new",
        f"We have your message: {title}",
    }


def test_without_addresses_of_its_own_the_clinic_is_told(client):
    make.clinic(email="hello@clinic.example")
    send(client, make.form_page())

    assert ["hello@clinic.example"] in [each.bcc for each in work()]


def test_one_mail_tells_of_all_that_came_in_meanwhile(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": [(50, 600)]}
    for number in range(6):
        send(client, page, e_mail=f"a{number}@mail.example")
    first = [each for each in work() if "desk@clinic.example" in each.bcc]
    for number in range(6, 9):
        send(client, page, e_mail=f"a{number}@mail.example")
    meanwhile = [each for each in work() if "desk@clinic.example" in each.bcc]
    Submission.objects.filter(announced_at__isnull=False).update(
        announced_at=timezone.now() - datetime.timedelta(minutes=6)
    )
    later = [each for each in work(waits_too=True) if "desk@clinic.example" in each.bcc]

    assert [each.subject[-5:] for each in first] == ["6 new"]
    assert meanwhile == []
    assert [each.subject[-5:] for each in later] == ["3 new"]


def test_the_visitor_is_told_that_it_arrived_and_nothing_more(client, page):
    send(client, page, headers={"X-Forwarded-Host": "evil.example"})

    said = to_visitor(work())

    assert said.subject == "We have your message: Ask for an appointment"
    assert Site.objects.get().root_url in said.body
    assert "(404) 555-0126" in said.body
    assert "Larch Spine Clinic" in said.body
    assert "evil" not in said.body
    for word in ENTERED:
        assert word not in said.subject + said.body


def test_the_visitor_reads_the_clinics_own_words(client):
    make.clinic()
    page = make.form_page(acknowledgement="We call you by Friday. & <you> know it.")
    send(client, page)

    assert "We call you by Friday. & <you> know it." in to_visitor(work()).body


@pytest.mark.parametrize("why", ["not wanted", "too fast", "just now", "elsewhere"])
def test_strangers_mailboxes_are_not_filled(client, page, why):
    if why == "not wanted":
        type(page).objects.update(acknowledge=False)
    if why == "just now":
        send(client, page)
        work()
    token = {}
    if why == "too fast":
        token = {"form_token": fresh(seconds_old=1)}
    typed = {"e_mail": "not an address"} if why == "elsewhere" else {}

    send(client, page, message="Another", **token, **typed)

    assert "Ada@mail.example" not in [to for each in work() for to in each.bcc]


def test_at_most_so_many_acknowledgements_leave_in_an_hour(client, page, settings):
    send(client, page)
    now = timezone.now()
    many = [
        Submission(form_title="x", acknowledged_at=now, delete_on=now.date())
        for _ in range(60)
    ]
    Submission.objects.bulk_create(many)

    assert "Ada@mail.example" not in [to for each in work() for to in each.bcc]


def test_a_name_with_line_breaks_adds_no_header(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": []}
    make.clinic()
    page = make.form_page(staff_email="desk@clinic.example", with_content=True)
    for line_break in ("\n", "\r\n", "\r", "\u2028", "\x0b", "%0a"):
        typed = f"Ada{line_break}Bcc: all@mail.example{line_break}Subject: Hi"
        assert send(client, page, your_name=typed).status_code in (303, 400)

    mails = work()
    assert any("Subject: Hi" in each.body for each in mails)
    for each in mails:
        message = each.message()
        assert "Bcc" not in message
        assert message.get_all("Subject") == [each.subject]
        assert "all@mail.example" not in str(each.recipients())


def test_a_title_with_line_breaks_adds_no_header(client, page):
    type(page).objects.update(title="Write\r\nBcc: all@mail.example")
    send(client, page)

    for each in work():
        assert "Bcc" not in each.message()
        assert "\n" not in each.subject


def test_while_the_mail_server_is_down_nothing_is_lost(client, page, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.EMAIL_PORT = taken.getsockname()[1]
    settings.EMAIL_HOST = "127.0.0.1"
    with_mail = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert send(client, page).status_code == 303
    assert work() == []

    waiting = tasks("READY").filter(run_after__gt=timezone.now())
    assert waiting.count() == 2
    for secret in ENTERED:
        assert secret not in str(tasks("READY").values())
    kept = Submission.objects.get()
    assert (kept.announced_at, kept.acknowledged_at) == (None, None)
    settings.EMAIL_BACKEND = with_mail
    assert len(work(waits_too=True)) == 2
    kept.refresh_from_db()
    assert kept.announced_at
    assert kept.acknowledged_at


def test_what_is_mailed_twice_is_mailed_once(client, page):
    send(client, page)
    work()
    kept = Submission.objects.get()
    tell_staff.enqueue(page.pk)
    acknowledge.enqueue(str(kept.pk))

    assert work(waits_too=True) == []


def test_a_form_that_is_gone_fails_no_task(client, page):
    send(client, page)
    page.delete()

    assert work() == []
    assert not tasks("FAILED").exists()


def test_what_was_typed_is_in_no_log(client, page, caplog):
    caplog.set_level("DEBUG")
    send(client, page)
    send(client, page, your_name="")
    work()

    for word in (*ENTERED, TYPED["message"]):
        assert word not in caplog.text


def test_what_is_sent_again_is_kept_and_tells_nobody(client, page):
    send(client, page)
    told = work()
    send(client, page)

    assert len(told) == 2
    assert work(waits_too=True) == []
    assert list(
        Submission.objects.order_by("created_at").values_list("spam_signals", flat=True)
    ) == [[], ["duplicate"]]


@pytest.mark.parametrize("why", ["another form", "days ago", "a program's", "other"])
def test_what_staff_were_not_told_of_lately_is_news(client, page, why):
    elsewhere = make.form_page("Write to us") if why == "another form" else page
    decoy = {"subject_line": "x"} if why == "a program's" else {}
    send(client, elsewhere, **decoy)
    if why == "days ago":
        Submission.objects.update(
            created_at=timezone.now() - datetime.timedelta(days=3, seconds=1)
        )
    work()

    send(client, page, **({"message": "Any day?"} if why == "other" else {}))

    kept = Submission.objects.order_by("created_at").last()
    assert (kept.spam_signals, kept.is_news) == ([], True)


def test_what_holds_many_links_is_told_but_set_apart(client, page):
    links = " ".join(f"https://shop{n}.example/" for n in range(3))
    send(client, page, message=links)

    kept = Submission.objects.get()
    assert (kept.spam_signals, kept.is_news) == (["links"], True)
    assert [each.bcc for each in work()] == [
        ["desk@clinic.example", "nurse@clinic.example"]
    ]


def test_one_mail_waits_however_many_come_in(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": [(50, 600)]}
    other = make.form_page("Write to us", staff_email="other@clinic.example")
    for number in range(3):
        send(client, page, your_name=f"Ada {number}")
    send(client, other)

    waiting = tasks("READY").filter(task_path=tell_staff.module_path)
    assert waiting.count() == 2
    told = [each.subject for each in work() if "@clinic.example" in str(each.bcc)]
    assert sorted(told) == ["Ask for an appointment: 3 new", "Write to us: 1 new"]


def test_a_mail_that_waits_for_hours_keeps_no_other_waiting(client, page):
    send(client, page)
    hours = timezone.now() + datetime.timedelta(hours=6)
    tasks("READY").update(run_after=hours)

    send(client, page, your_name="Bea")

    assert "2 new" in to_staff(work()).subject
    assert work(waits_too=True) == []


def test_a_mail_that_is_begun_may_not_know_what_comes_in(client, page):
    send(client, page)
    tasks("READY").update(status="RUNNING")

    send(client, page, your_name="Bea")

    assert tasks("READY").filter(task_path=tell_staff.module_path).exists()


def test_rubbish_is_neither_announced_nor_counted(client, page):
    client.force_login(make.superuser())
    for _ in range(2):
        send(client, page, subject_line="x")

    assert work() == []
    assert "Messages (" not in client.get("/admin/").content.decode()
    assert list(Submission.objects.values_list("spam_signals", flat=True)) == [
        ["honeypot"],
        ["honeypot"],
    ]
