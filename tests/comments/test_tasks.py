"""What the worker does about replies: Akismet, and mails to moderators."""

import datetime

import pytest
from django.utils import timezone

from comments import akismet
from comments import tasks as tasks_of_replies
from comments.models import Comment
from outbox.models import Delivery
from public_forms import personal_data, retention
from tests import make, servers
from tests.comments.replying import send
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

URGENT = "I took an overdose and I want to die."


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.5)
    with servers.akismet() as server:
        settings.AKISMET_KEY = servers.AKISMET_KEY
        settings.AKISMET_URL = server.url
        yield server


@pytest.fixture
def moderator():
    return make.member("Reply moderators", "mo@clinic.example")


@pytest.fixture
def page():
    make.signs_of_danger("overdose")
    page = make.article()
    make.comment("Before.", page=page, email="ada@mail.example")
    return page


def sent(client, page, **typed):
    assert send(client, page, **typed).status_code == 303
    return Comment.objects.latest("pk")


def again(comment):
    return Comment.objects.get(pk=comment.pk)


def test_a_reply_waits_for_akismet_and_is_published_when_it_is_ham(
    client, page, server
):
    reply = sent(client, page)
    assert reply.status == "waiting"
    assert not server.asked, "the visitor does not wait for Akismet"

    work()

    assert again(reply).status == "published"
    assert again(reply).verdict == "ham"
    assert again(reply).decided_by is None


def test_a_newcomers_ham_still_waits_and_moderators_are_told(
    client, page, server, moderator
):
    reply = sent(client, page, email="new@mail.example")

    [mail] = work()

    assert again(reply).status == "waiting"
    assert again(reply).held_for == ["newcomer"]
    assert mail.bcc == [moderator.email]


@pytest.mark.parametrize("mood", ["spam", "discard"])
def test_what_akismet_calls_spam_is_in_the_spam_folder_and_rings_no_bell(
    client, page, server, moderator, mood
):
    server.mood = mood
    reply = sent(client, page)

    assert work() == []

    assert again(reply).status == "spam"
    assert again(reply).verdict == mood
    assert again(reply).held_for == ["called_spam"]


@pytest.mark.parametrize("mood", ["slow", "error"])
def test_without_a_verdict_a_reply_waits_for_a_moderator_and_is_asked_again(
    client, page, server, moderator, mood
):
    server.mood = mood
    reply = sent(client, page)

    [mail] = work()

    assert again(reply).status == "waiting"
    assert again(reply).held_for == ["no_verdict"]
    assert mail.bcc == [moderator.email]
    server.mood = "ham"
    work(waits_too=True)
    assert again(reply).status == "published"


@pytest.fixture
def told(db):
    """What webhooks are told of replies."""
    make.webhook()
    return lambda: [each.body["data"] for each in Delivery.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("mood", "writer", "status"),
    [
        ("ham", {}, "published"),
        ("ham", {"email": "new@mail.example"}, "waiting"),
        ("error", {}, "waiting"),
        ("spam", {}, None),
    ],
)
def test_webhooks_hear_of_a_reply_when_akismet_has_spoken(
    client, page, server, told, mood, writer, status
):
    server.mood = mood
    reply = sent(client, page, **writer)
    assert told() == []

    work()
    work()

    said = {"id": reply.pk, "page": page.pk, "status": status}
    assert told() == ([said] if status else [])


def test_webhooks_hear_of_an_urgent_reply_at_once_and_once(client, page, server, told):
    reply = sent(client, page, text=URGENT)
    assert [each["id"] for each in told()] == [reply.pk]

    work()

    assert len(told()) == 1


def test_a_wrong_key_shows_in_the_admin_after_the_last_try(
    client, page, server, settings, moderator
):
    settings.AKISMET_KEY = "wrong"
    reply = sent(client, page)
    for _ in range(7):
        work(waits_too=True)

    [failed] = retention.failed()
    assert failed.words == "Ask Akismet about a reply"
    assert failed.problem == "Akismet refuses the key in AKISMET_KEY."
    assert failed.attempt == 7
    assert "wrong" not in str(tasks("FAILED").values())
    assert again(reply).status == "waiting"

    settings.AKISMET_KEY = servers.AKISMET_KEY
    assert retention.try_again() == 1
    work()
    assert again(reply).status == "published"


def test_akismet_is_not_asked_about_what_is_spam_anyway(client, page, server):
    sent(client, page, subject_line="x")
    work()

    assert server.asked == []


def test_an_urgent_reply_waits_for_a_person_whatever_akismet_says(
    client, page, server, moderator
):
    for mood in ("ham", "spam"):
        server.mood = mood
        reply = sent(client, page, text=f"{URGENT} {mood}")
        work(waits_too=True)

        assert again(reply).status == "waiting"


def test_what_a_moderator_decided_meanwhile_stands(client, page, server, moderator):
    reply = sent(client, page)
    client.force_login(moderator)
    client.post("/admin/replies/act/", {"bin": reply.pk})

    work()

    assert again(reply).status == "bin"
    assert server.asked == []


@pytest.mark.parametrize("mood", ["ham", "spam", "error"])
def test_a_reply_that_is_erased_while_akismet_thinks_is_no_trouble(
    client, page, server, mood, monkeypatch
):
    sent(client, page)
    server.mood = mood
    ask = akismet.check

    def slowly(comment):
        personal_data.erase("ada@mail.example")
        return ask(comment)

    monkeypatch.setattr(akismet, "check", slowly)
    work()

    assert len(server.asked) == 1
    assert retention.failed() == []


@pytest.mark.parametrize(
    ("mood", "deed", "lesson"),
    [("spam", "publish", "submit-ham"), ("ham", "spam", "submit-spam")],
)
def test_a_moderator_who_knows_better_teaches_akismet(
    client, page, server, moderator, mood, deed, lesson
):
    server.mood = mood
    reply = sent(client, page)
    work()
    client.force_login(moderator)

    client.post("/admin/replies/act/", {deed: reply.pk})
    work()

    endpoints = [endpoint for endpoint, _ in server.asked]
    assert endpoints == ["comment-check", lesson]
    assert server.asked[1][1]["comment_content"] == reply.text


def test_who_takes_a_step_back_takes_the_lesson_back(client, page, server, moderator):
    reply = sent(client, page)
    work()
    client.force_login(moderator)
    client.post("/admin/replies/act/", {"spam": reply.pk})
    client.post("/admin/replies/undo/")

    work()

    endpoints = [endpoint for endpoint, _ in server.asked]
    assert endpoints == ["comment-check", "submit-spam", "submit-ham"]


def test_who_agrees_with_akismet_teaches_it_nothing(client, page, server, moderator):
    reply = sent(client, page, email="new@mail.example")
    work()
    client.force_login(moderator)
    client.post("/admin/replies/act/", {"publish": reply.pk})

    work()

    assert len(server.asked) == 1


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
