"""Tasks of the worker about replies: Akismet, and messages to webhooks."""

import pytest

from comments import akismet, moderation
from comments.models import Comment
from outbox.models import Delivery
from public_forms import personal_data, retention
from tests import make, servers
from tests.comments.replying import URGENT, sent
from tests.working import tasks, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.5)
    with servers.akismet() as server:
        settings.AKISMET_KEY = servers.AKISMET_KEY
        settings.AKISMET_URL = server.url
        yield server


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
    """The data of the messages to webhooks about replies."""
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


def test_webhooks_hear_of_a_reply_that_a_moderator_published_first(
    client, page, server, told, moderator
):
    reply = sent(client, page)
    moderation.publish(reply, by=moderator)

    work()

    assert [each["status"] for each in told()] == ["published"]


@pytest.mark.parametrize("hide", [moderation.mark_spam, moderation.put_in_bin])
def test_webhooks_hear_of_a_reply_that_a_moderator_takes_back(
    client, page, server, told, moderator, hide
):
    server.mood = "spam"
    reply = sent(client, page)
    work()
    hide(reply, by=moderator)
    assert told() == []

    published = moderation.publish(reply, by=moderator)
    assert [each["status"] for each in told()] == ["published"]
    moderation.undo(reply, decision=published.pk, by=moderator)

    assert len(told()) == 1


def test_webhooks_hear_of_a_reply_that_waits_again(
    client, page, server, told, moderator
):
    server.mood = "error"
    reply = sent(client, page)
    work()
    decision = moderation.mark_spam(reply, by=moderator)

    moderation.undo(reply, decision=decision.pk, by=moderator)

    assert [each["status"] for each in told()] == ["waiting"] * 2


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
