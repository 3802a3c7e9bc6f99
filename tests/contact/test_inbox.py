from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact.models import Submission
from tests import make, reading
from tests.contact.at_the_desk import DESK, act, done, shown, sign_in

pytestmark = pytest.mark.django_db


def test_the_front_desk_sees_what_is_new_but_no_answer_in_the_list(client):
    sign_in(client)
    make.submission(place="Downtown clinic")
    make.submission(status="handled", form_title="Old matter")

    body = shown(client)

    assert "Downtown clinic" in body
    assert "Ada Moss" not in body
    assert "Old matter" not in body
    assert "Messages (1)" in shown(client, "/admin/")
    assert "Old matter" in shown(client, f"{DESK}?status=")


def test_the_desk_says_when_each_came_in_by_the_servers_clock(client, settings):
    settings.TIME_ZONE = "America/New_York"
    sign_in(client)
    submission = make.submission()

    assert "1 October 2026, 05:00" in shown(client)
    assert str(submission) == "Ask for an appointment, 1 October 2026, 05:00"


@pytest.mark.parametrize("group", ["Editors", "Reply moderators", "Clinical reviewers"])
def test_nobody_else_sees_what_visitors_sent(client, group):
    sign_in(client, group)
    submission = make.submission()

    for path in ("", f"{submission.pk}/", f"{submission.pk}/history/", "?export=csv"):
        answer = client.get(DESK + path)
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    client.post(f"{DESK}{submission.pk}/act/", {"do": "handle"})
    client.post(f"{DESK}{submission.pk}/delete/")
    assert Submission.objects.get().status == "new"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_may_only_handle_messages_exports_none(client, kind):
    sign_in(client)
    Group.objects.get(name="Front desk").permissions.remove(
        Permission.objects.get(codename="export_submission")
    )
    make.submission()

    assert "export=" not in shown(client)
    answer = client.get(f"{DESK}?export={kind}")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_reading_one_stands_in_its_history(client):
    sign_in(client)
    submission = make.submission()

    assert "Ada Moss" in shown(client, f"{DESK}{submission.pk}/")

    assert done(submission) == ["contact.view"]
    assert "Read" in shown(client, f"{DESK}{submission.pk}/history/")


def test_who_reads_one_can_write_and_call_at_a_touch(client):
    sign_in(client)
    said = ["a?b@mail.example", "(404) 555-0126", "Call (404) 555-0126", "a@b", "44"]
    submission = make.submission(answers=[("a", "A", each) for each in said])

    page = reading.html(client.get(f"{DESK}{submission.pk}/"))

    assert [link["href"] for link in page.select(".queue-facts a")] == [
        "mailto:a%3Fb@mail.example",
        "tel:+14045550126",
    ]


def test_what_visitors_sent_is_called_a_message_everywhere(client):
    sign_in(client)
    history = f"{DESK}{make.submission().pk}/history/"

    for path in (DESK, f"{DESK}?q=nobody", history):
        page = reading.html(client.get(path))
        assert "submission" not in page.body.get_text().lower()


def test_one_is_handled_assigned_and_noted(client):
    user = sign_in(client)
    submission = make.submission()

    assert act(client, submission, do="handle").handled_by == user
    assert act(client, submission, do="reopen").status == "new"
    assert act(client, submission, do="assign", to=user.pk).assigned_to == user
    assert act(client, submission, do="assign", to="").assigned_to is None
    act(client, submission, do="note", text="Called back.\n\nNobody there.")

    assert "Called back." in shown(client, f"{DESK}{submission.pk}/")
    assert done(submission) == [
        "contact.handle",
        "contact.reopen",
        "contact.assign",
        "contact.assign",
        "contact.note",
    ]


def test_the_history_says_to_whom_one_was_assigned(client):
    user = sign_in(client)
    submission = make.submission()
    act(client, submission, do="assign", to=user.pk)
    act(client, submission, do="assign", to="")

    history = shown(client, f"{DESK}{submission.pk}/history/")

    assert "Assigned to desk@clinic.example" in history
    assert "Assigned to nobody" in history


def test_who_just_did_something_with_one_has_not_read_it_anew(client):
    sign_in(client)
    submission = make.submission()
    client.post(f"{DESK}{submission.pk}/act/", {"do": "handle"}, follow=True)
    assert done(submission) == ["contact.handle"]

    earlier = timezone.now() - timedelta(minutes=2)
    ModelLogEntry.objects.for_instance(submission).update(timestamp=earlier)
    shown(client, f"{DESK}{submission.pk}/")

    assert done(submission) == ["contact.handle", "contact.view"]


def test_a_colleagues_reading_counts_whoever_was_there_before(client):
    sign_in(client)
    submission = make.submission()
    act(client, submission, do="handle")
    client.force_login(make.member("Front desk", "colleague@clinic.example"))

    shown(client, f"{DESK}{submission.pk}/")

    assert done(submission) == ["contact.handle", "contact.view"]


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode"},
        {"do": "assign", "to": "9" * 30},
        {"do": "assign", "to": "x"},
        {"do": "note", "text": ""},
        {"do": "note", "text": "\u200b\u2060 \n"},
        {"do": "note", "text": "x" * 2001},
        {},
    ],
)
def test_nonsense_changes_nothing(client, sent):
    sign_in(client)

    submission = act(client, make.submission(), **sent)

    assert (submission.status, submission.assigned_to) == ("new", None)
    assert not submission.notes.exists()


def test_only_colleagues_of_the_desk_can_be_given_one(client):
    sign_in(client)
    stranger = make.user("editor@clinic.example")

    assert (
        act(client, make.submission(), do="assign", to=stranger.pk).assigned_to is None
    )


@pytest.mark.parametrize("query", ["moss", "MOSS ada", "called"])
def test_answers_and_notes_are_searched_though_encrypted(client, settings, query):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    user = sign_in(client)
    wanted = make.submission(form_title="Wanted")
    make.submission(form_title="Other", answers=[("name", "Name", "Bert")])
    act(client, wanted, do="note", text="Called back")
    assert user

    body = shown(client, f"{DESK}?q={query}")

    assert "Wanted" in body
    assert "Other" not in body


@pytest.mark.parametrize("query", ["istanbul zoe", "İSTANBUL", "Zoë"])
def test_a_search_needs_no_marks_on_letters(client, query):
    sign_in(client)
    make.submission(form_title="Wanted", answers=[("name", "Name", "Zoë, İstanbul")])

    assert "Wanted" in shown(client, f"{DESK}?q={query}")


def test_a_search_looks_at_what_was_handled_too(client):
    sign_in(client)
    make.submission(status="handled", form_title="Wanted")

    # As the search field sends it, with the filters as they stand.
    for query in ("?q=moss", "?q=moss&status=new"):
        body = shown(client, DESK + query)
        assert "Wanted" in body
        assert "New; all in a search" in body
    assert "Wanted" not in shown(client, f"{DESK}?q=+")


def test_a_search_keeps_to_what_is_chosen_besides(client):
    sign_in(client)
    make.submission(form_title="Not yet")
    make.submission(status="handled", form_title="Wanted")

    body = shown(client, f"{DESK}?q=moss&status=handled")

    assert "Wanted" in body
    assert "Not yet" not in body


def test_the_database_holds_no_answer_in_the_open(client, settings):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    sign_in(client)
    act(client, make.submission(), do="note", text="Called back")

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM contact_submission")
        answers = cursor.fetchone()[0]
        cursor.execute("SELECT text FROM contact_submissionnote")
        note = cursor.fetchone()[0]

    assert answers.startswith("fernet:")
    assert "Moss" not in answers
    assert "Called" not in note


def test_a_new_key_still_reads_what_an_old_one_wrote(client, settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.PERSONAL_DATA_KEYS = [old]
    sign_in(client)
    submission = make.submission()
    settings.PERSONAL_DATA_KEYS = [new, old]

    assert "Ada Moss" in shown(client, f"{DESK}{submission.pk}/")


def test_what_a_lost_key_wrote_is_said_to_be_unreadable_and_kept(client, settings):
    settings.PERSONAL_DATA_KEYS = [key := Fernet.generate_key().decode()]
    sign_in(client)
    submission = make.submission()
    act(client, submission, do="note", text="Called back")
    settings.PERSONAL_DATA_KEYS = []

    assert "encrypted with a key" in shown(client, f"{DESK}{submission.pk}/")
    assert client.get(f"{DESK}?q=moss").status_code == 200
    Submission.objects.get().save()

    settings.PERSONAL_DATA_KEYS = [key]
    assert "Ada Moss" in shown(client, f"{DESK}{submission.pk}/")


def test_a_moderator_deletes_one_for_good(client):
    sign_in(client, "Moderators")
    submission = make.submission()
    assert "Delete it for good" in shown(client, f"{DESK}{submission.pk}/")

    asked = shown(client, f"{DESK}{submission.pk}/delete/")
    assert "“Ask for an appointment, 1 October 2026, 09:00”" in asked
    assert "Ada" not in asked
    assert Submission.objects.exists()

    client.post(f"{DESK}{submission.pk}/delete/")

    assert not Submission.objects.exists()
    deleted = ModelLogEntry.objects.get(action="contact.delete")
    assert "Ada" not in str(deleted.data) + deleted.label


def test_a_longer_list_costs_no_more_queries(client, count_queries):
    user = sign_in(client)
    make.submission(assigned_to=user)
    few = count_queries(DESK)
    for _ in range(3):
        make.submission(assigned_to=user)

    assert count_queries(DESK) == few


def test_markup_that_was_entered_is_text(client):
    sign_in(client)
    hostile = "<script>alert(1)</script>"
    submission = make.submission(
        answers=[("name", hostile, hostile)], form_title=hostile, place=hostile
    )

    for path in (DESK, f"{DESK}{submission.pk}/"):
        assert "<script>alert(1)" not in shown(client, path)


def test_the_front_desk_may_not_delete(client):
    sign_in(client)
    submission = make.submission()

    assert "Delete it for good" not in shown(client, f"{DESK}{submission.pk}/")
    for ask in (client.get, client.post):
        assert ask(f"{DESK}{submission.pk}/delete/").status_code == 302

    assert Submission.objects.exists()


def stored(table="contact_submission", column="answers"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [row[0] for row in cursor.fetchall()]


def test_messages_are_encrypted_again_when_a_key_is_replaced(settings, capsys):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.PERSONAL_DATA_KEYS = []
    make.submission()
    settings.PERSONAL_DATA_KEYS = [old]
    make.submission()
    settings.PERSONAL_DATA_KEYS = [new, old]

    call_command("encrypt_personal_data")

    settings.PERSONAL_DATA_KEYS = [new]
    assert all(text.startswith("fernet:") for text in stored())
    read = [submission.lines[0].text for submission in Submission.objects.all()]
    assert read == ["Ada Moss", "Ada Moss"]
    assert "2 are encrypted" in capsys.readouterr().out


def test_nothing_is_said_to_be_encrypted_without_a_key(settings, capsys):
    settings.PERSONAL_DATA_KEYS = []
    make.submission()

    with pytest.raises(CommandError, match="set PERSONAL_DATA_KEYS"):
        call_command("encrypt_personal_data")

    assert "encrypted" not in capsys.readouterr().out


def test_what_cannot_be_read_is_said_and_left_alone(settings):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    make.submission()
    before = stored()
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="1 cannot be read"):
        call_command("encrypt_personal_data")

    assert stored() == before


@pytest.mark.parametrize("name", ["page", "assigned_to"])
def test_no_key_of_a_filter_is_too_long_for_the_desk(client, name):
    sign_in(client)

    for path in ("", "results/"):
        for typed in ("9" * 20, "-" + "9" * 20, "\u0661", "x"):
            assert client.get(f"{DESK}{path}?{name}={typed}").status_code == 200


def test_the_desk_shows_what_came_in_with_one_form(client):
    sign_in(client)
    page = make.form_page()
    make.submission(page)
    make.submission(form_title="Elsewhere")

    body = shown(client, f"{DESK}?page={page.pk}")

    assert "Elsewhere" not in body
    assert reading.html(client.get(f"{DESK}?page={page.pk}")).select_one(
        f"option[value='{page.pk}'][selected]"
    )
