import json
import re
import time

import pytest
from bs4 import BeautifulSoup
from django.core.serializers import serialize
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from public_forms.models import RateLimitCount
from tests import make, servers
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

ADA = "ada@clinic.example"
NOBODY = "nobody@clinic.example"
LINK = re.compile(r"^http://localhost(/admin/\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def ada():
    return make.user(ADA, password="walk every day", is_superuser=True)


def ask(client, email, **extra):
    return client.post(
        reverse("wagtailadmin_password_reset"), {"email": email}, **extra
    )


def test_the_mail_about_a_forgotten_password_names_the_site(client, settings):
    settings.WAGTAIL_SITE_NAME = "Larch & Sons"

    ask(client, ADA)

    [mail] = work()
    assert mail.subject == "Set a new password for Larch & Sons"
    assert "Larch & Sons" in mail.body
    assert mail.recipients() == [ADA]
    address = LINK.search(mail.body)[1]
    assert "Set your new password" in client.get(address, follow=True).text


@pytest.mark.parametrize("spelling", [" Ada@Clinic.EXAMPLE ", "ADA@clinic.example"])
def test_any_spelling_of_the_address_is_answered(client, spelling):
    ask(client, spelling)

    assert len(work()) == 1


def test_a_request_does_the_same_for_a_known_and_an_unknown_address(client, mailoutbox):
    ask(client, "first@clinic.example")
    told, done = [], []
    for email in (ADA, NOBODY):
        with CaptureQueriesContext(connection) as asked:
            told.append(ask(client, email))
        done.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in asked])

    assert told[0].status_code == told[1].status_code == 302
    assert told[0]["Location"] == told[1]["Location"]
    assert done[0] == done[1]
    assert not any("core_user" in sql for sql in done[0])
    assert not mailoutbox
    assert [mail.recipients() for mail in work()] == [[ADA]]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"password": "!"}])
def test_who_cannot_sign_in_gets_no_link(client, ada, fields):
    type(ada).objects.filter(pk=ada.pk).update(**fields)

    assert ask(client, ADA).status_code == 302
    assert work() == []


def test_the_queue_holds_neither_the_address_nor_the_token(client):
    ask(client, ADA)
    [mail] = work()
    token = LINK.search(mail.body)[1].rstrip("/").rpartition("/")[2]

    kept = serialize(
        "json", [*DBTaskResult.objects.all(), *RateLimitCount.objects.all()]
    )

    assert json.loads(kept)
    assert ADA not in kept
    assert token not in kept


def test_a_silent_mail_server_holds_the_worker_and_no_request(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    ask(client, "first@clinic.example")
    with servers.mail_server() as server:
        server.mood, settings.EMAIL_PORT = "mute", server.port
        begun = time.monotonic()
        answers = [ask(client, email) for email in (ADA, NOBODY)]
        took = time.monotonic() - begun
        assert not server.connected
        work()

    assert {answer.status_code for answer in answers} == {302}
    assert took < 1
    [again] = tasks("READY")
    assert "did not answer in time" in again.args_kwargs["kwargs"]["problem"]


def test_one_network_asks_five_times_in_ten_minutes(client):
    statuses = [ask(client, f"a{n}@clinic.example").status_code for n in range(5)]

    answer = ask(client, ADA)

    assert statuses == [302] * 5
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one("[name=email]")["value"] == ADA
    assert "Look into your mailbox" in soup.get_text()
    assert work() == []


@pytest.mark.parametrize("email", [ADA, NOBODY])
def test_one_address_is_asked_for_three_times_an_hour(client, email):
    networks = [f"203.0.113.{n}" for n in range(4)]
    spellings = [email, email.upper(), f" {email}", email]

    answers = [
        ask(client, spelling, REMOTE_ADDR=network)
        for spelling, network in zip(spellings, networks, strict=True)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert ask(client, "other@clinic.example").status_code == 302
