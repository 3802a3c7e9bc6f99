"""Mails that the worker sends to moderators about replies that wait."""

import datetime

import pytest
from django.utils import timezone

from comments import tasks as tasks_of_replies
from comments.models import Comment
from public_forms import retention
from tests import make, servers
from tests.comments.replying import URGENT, sent
from tests.working import tasks, work

pytestmark = pytest.mark.django_db


def test_many_replies_make_one_mail(client, page, moderator):
    for number in range(4):
        sent(client, page, email=f"n{number}@mail.example", text=f"Reply {number}")

    [mail] = work()

    assert mail.subject == "4 replies wait"
    assert "http://localhost/admin/replies/" in mail.body
    for word in ("Reply 0", "n0@mail.example", "Ada"):
        assert word not in mail.body, "mail travels in the open"


def test_the_next_mail_waits_a_quarter_of_an_hour(client, page, moderator):
    sent(client, page, email="one@mail.example")
    assert len(work()) == 1
    sent(client, page, email="two@mail.example", text="Another")

    assert work() == []
    [waiting] = retention.waiting()
    minutes = (waiting.due_at - timezone.now()).total_seconds() / 60
    assert 14 < minutes <= 15

    Comment.objects.filter(announced_at__isnull=False).update(
        announced_at=timezone.now() - datetime.timedelta(minutes=16)
    )
    [mail] = work(waits_too=True)
    assert mail.subject == "1 reply waits"


def test_many_replies_queue_one_mail_of_each_kind(client, page, moderator, settings):
    settings.RATE_LIMITS = {"reply": []}
    sent(client, page, email="new@mail.example", text="The first one")
    work()

    for number in range(3):
        sent(client, page, email=f"n{number}@mail.example", text=f"Reply {number}")
        sent(client, page, text=f"{URGENT} {number}")
    told_of = sorted(each.words for each in retention.waiting())
    [urgent] = work()

    assert told_of == [
        "Mail moderators that replies wait",
        "Mail moderators that somebody may be in danger",
    ]
    assert urgent.subject == "Urgent: somebody may be in danger"
    # The others wait for the quarter of an hour to pass, in one row as well.
    [later] = retention.waiting()
    assert later.words == "Mail moderators that replies wait"
    sent(client, page, email="n9@mail.example", text="Reply 9")
    assert len(retention.waiting()) == 1


def test_what_comes_in_while_a_mail_is_written_is_told_by_another(
    client, page, moderator, monkeypatch
):
    sent(client, page, email="one@mail.example")
    compose = tasks_of_replies._mail_content

    def slowly(*args, **kwargs):
        monkeypatch.undo()
        sent(client, page, email="two@mail.example", text="Meanwhile")
        return compose(*args, **kwargs)

    monkeypatch.setattr(tasks_of_replies, "_mail_content", slowly)

    assert len(work()) == 1
    assert Comment.objects.filter(announced_at=None, status="waiting").count() == 1
    assert len(retention.waiting()) == 1


def test_an_urgent_reply_is_told_at_once_and_by_itself(client, page, moderator):
    sent(client, page, email="one@mail.example")
    work()

    sent(client, page, text=URGENT)

    [mail] = work()
    assert mail.subject == "Urgent: somebody may be in danger"
    assert "overdose" not in mail.body


def test_those_who_are_named_are_told_instead_of_all(client, page, moderator):
    make.reply_rules(moderators_email="a@clinic.example\nb@clinic.example\n")
    sent(client, page, email="new@mail.example")

    [mail] = work()

    assert mail.bcc == ["a@clinic.example", "b@clinic.example"]


def test_a_real_mail_server_gets_the_mail(client, page, moderator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with servers.mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        sent(client, page, email="new@mail.example")
        work()

    [envelope] = server.received
    assert envelope.rcpt_tos == [moderator.email]
    assert b"Subject: 1 reply waits" in envelope.content
    assert f"To: {moderator.email}".encode() in envelope.content


@pytest.mark.parametrize("mood", ["down", "refusing", "broken"])
def test_a_mail_server_in_trouble_delays_the_mail(
    client, page, moderator, settings, mood
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with servers.mail_server() as server:
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = servers.free_port() if mood == "down" else server.port
        server.mood = mood
        sent(client, page, email="new@mail.example")
        work()
        [waiting] = retention.waiting()
        assert waiting.words == "Mail moderators that replies wait"
        assert waiting.attempt == 2

        server.mood, settings.EMAIL_PORT = "up", server.port
        work(waits_too=True)

    assert len(server.received) == 1


def test_a_mail_server_that_stays_down_shows_what_failed_and_names_nobody(
    client, page, moderator, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.free_port()
    sent(client, page, email="new@mail.example")
    for _ in range(7):
        work(waits_too=True)

    [failed] = retention.failed()

    assert failed.problem == "The mail server: no connection."
    assert moderator.email not in str(tasks("FAILED").values())
