"""Finding, erasing and forgetting what visitors sent: by command and in the admin."""

import datetime
import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import moderation
from comments.models import Comment
from contact import submission_actions
from contact.models import Submission
from contact.senders import email_digest
from tests import make, reading

pytestmark = pytest.mark.django_db

ADA = "ada@mail.example"
SCREEN = "/admin/visitors-data/"


@pytest.fixture
def held():
    """Two replies of Ada's, one of them answered, and a message; one thing of Bert's."""
    page = make.article()
    answered = make.comment("Does it help?", page=page, address="203.0.113.9")
    make.comment("It does.", page=page, parent=answered, email="", name="Clinic")
    make.comment("Thank you.", page=page, status="waiting")
    make.comment("Me too.", page=page, name="Bert", email="bert@mail.example")
    make.submission(
        answers=[("e_mail", "E-mail", "Ada@mail.example")],
        email_digest=email_digest(ADA),
    )
    return page


def sign_in(client, group="Moderators"):
    user = make.member(group, "mo@clinic.example")
    client.force_login(user)


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def test_the_command_writes_all_that_is_held(held, capsys):
    call_command("export_visitor", " ADA@mail.example")

    told = json.loads(capsys.readouterr().out)
    assert [row["text"] for row in told["replies"]] == ["Does it help?", "Thank you."]
    assert told["submissions"][0]["answers"][0]["value"] == "Ada@mail.example"
    assert "Bert" not in str(told)


def test_the_command_writes_to_a_file(held, tmp_path, capsys):
    file = tmp_path / "ada.json"

    call_command("export_visitor", ADA, output=file)

    assert "3 entries" in capsys.readouterr().out
    assert "Does it help?" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_export_onto_a_file_that_was_there_is_for_its_owner_alone(held, tmp_path):
    file = tmp_path / "ada.json"
    file.write_text("x" * 100_000)
    file.chmod(0o644)

    call_command("export_visitor", ADA, output=file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(file.read_text())["replies"]) == 2


@pytest.fixture
def mentioned(held):
    """Ada's address in longer texts: a reply, one before its edit, an answer, a note."""
    bert = {"name": "Bert", "email": "bert@mail.example", "page": held}
    make.comment("Ask ada@mail.example.", **bert)
    edited = make.comment("Or ADA@mail.example.", **bert)
    moderation.edit(edited, by=make.superuser(), text="Or ask somebody.")
    make.submission(answers=[("text", "Text", "It is for Ada@mail.example, my aunt.")])
    noted = make.submission()
    noted.notes.create(text="Her sister is ada@mail.example")


def test_what_mentions_the_address_is_offered_and_not_erased(mentioned, client, capsys):
    sign_in(client)
    number = Comment.objects.count(), Submission.objects.count()

    found, asked = (
        reading.html(client.post(SCREEN, {"email": ADA, "do": step}))
        for step in ("find", "ask")
    )
    links = [a["href"] for a in found.select(".queue-mentions a")]
    assert len(links) == 4
    assert [a["href"] for a in asked.select(".queue-mentions a")] == links
    assert {client.get(link).status_code for link in links} == {200}
    call_command("export_visitor", ADA)
    assert "4 more hold the address" in capsys.readouterr().err
    call_command("erase_visitor", ADA, yes=True)
    assert "4 more hold the address" in capsys.readouterr().err

    assert (Comment.objects.count(), Submission.objects.count()) == (
        number[0] - 1,
        number[1] - 1,
    )


def test_who_is_mentioned_nowhere_is_told_of_nothing(mentioned, client):
    sign_in(client)

    page = reading.html(
        client.post(SCREEN, {"email": "bert@mail.example", "do": "find"})
    )

    assert not page.select(".queue-mentions a")
    assert "longer text" not in page.main.get_text()


def test_the_command_says_which_file_it_cannot_write(held, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere/ada\.json cannot be written"):
        call_command("export_visitor", ADA, output=tmp_path / "nowhere/ada.json")


@pytest.fixture
def _lost_key(settings):
    """Ada's message and a note on it, encrypted with a key that is gone."""
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    submission = make.submission(email_digest=email_digest(ADA))
    submission_actions.add_note(submission, text="Called back", by=make.superuser())
    settings.PERSONAL_DATA_KEYS = []


@pytest.mark.usefixtures("_lost_key")
def test_the_command_writes_what_it_has_and_says_what_it_cannot_read(tmp_path):
    make.comment("Does it help?", email=ADA)
    file = tmp_path / "ada.json"

    with pytest.raises(CommandError, match="1 of 2 cannot be read"):
        call_command("export_visitor", ADA, output=file)

    told = json.loads(file.read_text())
    assert told["replies"][0]["text"] == "Does it help?"
    assert "PERSONAL_DATA_KEYS" in told["submissions"][0]["unreadable"]


@pytest.mark.usefixtures("_lost_key")
def test_the_admin_says_what_it_cannot_read(client):
    sign_in(client)

    page = reading.html(client.post(SCREEN, {"email": ADA, "do": "find"}))

    assert "1 of them cannot be read" in page.select_one(".queue-alarm").get_text()
    assert "Unreadable" in [label.get_text() for label in page.select("dt")]


def test_what_can_be_read_is_not_called_unreadable(held, client):
    sign_in(client)

    page = reading.html(client.post(SCREEN, {"email": ADA, "do": "find"}))

    assert "nreadable" not in page.main.get_text()
    assert not page.select(".queue-alarm")


def test_erasing_leaves_the_thread_readable(held, client, capsys):
    call_command("erase_visitor", ADA, yes=True)

    body = client.get(held.url).content.decode()
    assert "This reply was removed at its writer" in body
    assert "It does." in body
    assert "Does it help?" not in body
    assert not Comment.objects.filter(text="Thank you.").exists()
    assert not Submission.objects.exists()
    kept = Comment.objects.get(erased_at__isnull=False)
    assert (kept.name, kept.email, kept.address) == ("", "", None)
    assert Comment.objects.filter(name="Bert").exists()


def test_erasing_takes_the_history_of_edits_along(held):
    comment = Comment.objects.get(text="Does it help?")
    moderation.edit(comment, by=make.superuser(), text="Mended")

    call_command("erase_visitor", ADA, yes=True)

    assert not ModelLogEntry.objects.filter(action="comments.edit").exists()


@pytest.mark.parametrize("by", ["the page", "the thread", "the bin"])
def test_no_history_outlives_a_reply(held, by):
    answered = Comment.objects.get(text="Does it help?")
    answer = Comment.objects.get(text="It does.")
    moderation.edit(answer, by=make.superuser(), text="It did.")
    in_bin = {"status": "bin", "decided_at": ago(31)}
    Comment.objects.filter(pk__in=[answered.pk, answer.pk]).update(**in_bin)

    {
        "the page": held.delete,
        "the thread": answered.delete,
        "the bin": lambda: call_command("delete_expired_data"),
    }[by]()

    assert not Comment.objects.filter(pk=answer.pk).exists()
    assert not ModelLogEntry.objects.filter(action="comments.edit").exists()


@pytest.mark.parametrize("command", ["erase_visitor", "export_visitor"])
@pytest.mark.parametrize("address", ["", " ", "ada"])
def test_what_is_no_address_finds_nobody(held, command, address):
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command(command, address)

    assert Comment.objects.count() == 4


def test_the_command_asks_before_it_erases(held, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "n")

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_visitor", ADA)

    assert Submission.objects.exists()


def test_nothing_held_is_said(capsys):
    call_command("erase_visitor", "nobody@mail.example")

    assert "Nothing is held" in capsys.readouterr().out


def test_the_admin_finds_exports_and_erases(held, client):
    sign_in(client)

    found = client.post(SCREEN, {"email": ADA, "do": "find"}).content.decode()
    file = client.post(SCREEN, {"email": ADA, "do": "export"})
    client.post(SCREEN, {"email": ADA, "do": "erase"})

    assert f"3 found of {ADA}" in found
    assert "Does it help?" in found
    assert "Me too." not in found
    assert "attachment" in file["Content-Disposition"]
    assert len(json.loads(file.content)["replies"]) == 2
    assert not Comment.objects.filter(email=ADA).exists()
    log = ModelLogEntry.objects.filter(action__startswith="public_forms.")
    assert [entry.action for entry in log.order_by("pk")] == [
        "public_forms.find",
        "public_forms.export",
        "public_forms.erase",
    ]
    assert {(entry.label, str(entry.data)) for entry in log} == {
        ("Visitors' data", "{}")
    }


def test_a_message_that_is_found_says_in_its_history_who_saw_and_took_it(held, client):
    sign_in(client)
    submission = Submission.objects.get()
    make.submission(answers=[("e_mail", "E-mail", "bert@mail.example")])

    client.post(SCREEN, {"email": ADA, "do": "find"})
    client.post(SCREEN, {"email": ADA, "do": "export"})

    log = ModelLogEntry.objects.filter(action__startswith="contact.").order_by("pk")
    assert [(entry.action, entry.object_id) for entry in log] == [
        ("contact.view", str(submission.pk)),
        ("contact.export", str(submission.pk)),
    ]
    assert {entry.user.email for entry in log} == {"mo@clinic.example"}


def test_erasing_asks_first_whose_data_and_how_many(held, client):
    sign_in(client)
    bert = {"email": "bert@mail.example"}
    page = reading.html(client.post(SCREEN, {"email": ADA, "do": "find"}))
    [deeds] = [form for form in page.select("form") if form.select("[value=ask]")]
    # What the field holds meanwhile is no matter.
    [email] = deeds.select("[name=email]")
    assert (email["type"], email["value"]) == ("hidden", ADA)

    asked = reading.html(client.post(SCREEN, {**bert, "do": "ask"}))

    words = " ".join(asked.main.get_text(" ").split())
    assert "of bert@mail.example : 1 found" in words
    assert asked.select_one("[name=email][type=hidden]")["value"] == bert["email"]
    assert asked.select_one("button[value=erase]")
    assert Comment.objects.filter(name="Bert").exists()


def test_what_is_found_is_shown_in_words_without_what_is_not_known(held, client):
    sign_in(client)
    Comment.objects.filter(status="waiting").update(address=None)

    page = reading.html(client.post(SCREEN, {"email": ADA, "do": "find"}))

    shown = [
        {
            label.get_text(): label.find_next("dd").get_text(strip=True)
            for label in row.select("dt")
        }
        for row in page.select(".queue-facts")
    ]
    assert {"Network address", "Sent at", "Text"} <= shown[0].keys()
    assert "Network address" not in shown[1]
    assert shown[0]["Sent at"] == "1 October 2026, 09:00"
    assert shown[2]["Answers"] == "E-mail: Ada@mail.example"
    assert shown[2]["Deleted on"] == "1 April 2027"
    assert "None" not in str(shown)


def test_no_address_is_refused_and_stays(client):
    sign_in(client)

    body = client.post(SCREEN, {"email": "ada at mail"}).content.decode()

    assert "ada at mail" in body
    assert "valid email address" in body


@pytest.mark.parametrize("group", ["Editors", "Reply moderators", "Front desk"])
@pytest.mark.parametrize("screen", [SCREEN, "/admin/background-work/"])
def test_others_see_neither_data_nor_work(client, group, screen):
    sign_in(client, group)

    for answer in (client.get(screen), client.post(screen, {"email": ADA})):
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_forgetting_twice_forgets_no_more(held, capsys):
    call_command("delete_expired_data")
    capsys.readouterr()

    call_command("delete_expired_data")

    told = capsys.readouterr().out
    assert {line.rpartition(": ")[2] for line in told.splitlines()} == {"0"}
