"""What is told to writers who ask, and what the daily run throws away and leaves."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import moderation
from comments.models import Comment
from public_forms import personal_data
from tests import make

pytestmark = pytest.mark.django_db

FORGOTTEN = "This reply was removed."


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


@pytest.fixture
def old():
    return make.comment("Does it help?", created_at=ago(200), decided_at=ago(199))


def in_bin_since(days, *comments):
    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(
        status="bin", decided_at=ago(days)
    )


def test_a_writer_is_told_all_that_is_held(old):
    Comment.objects.filter(pk=old.pk).update(
        consented_at=make.LATELY - datetime.timedelta(minutes=1),
        address="203.0.113.9",
        user_agent="Mozilla/5.0",
        referrer="https://search.example/?q=back",
    )
    moderation.edit(old, by=make.superuser(), name="Ada M.", text="Does it?")
    moderation.edit(old, by=make.superuser("b@clinic.example"), text="Does it, then?")

    [told] = personal_data.find("ada@mail.example")["replies"]

    assert told["consented_at"] == "2026-10-01T08:59:00+00:00"
    assert told["network_address"] == "203.0.113.9"
    assert told["browser"] == "Mozilla/5.0"
    assert told["page_before"] == "https://search.example/?q=back"
    assert told["text"] == "Does it, then?"
    edits = [edit.partition(", ")[2] for edit in told["before_edits"]]
    assert edits == ["name: Ada", "text: Does it help?", "text: Does it?"]


def test_a_place_that_is_left_says_nothing_of_danger(old):
    make.comment("It does.", page=old.page, parent=old, email="", name="Clinic")
    Comment.objects.filter(pk=old.pk).update(is_urgent=True, held_for=["danger"])
    [told] = personal_data.find("ada@mail.example")["replies"]

    personal_data.erase("ada@mail.example")

    left = Comment.objects.get(pk=old.pk)
    assert told["urgent"] is True
    assert (left.name, left.is_urgent, left.held_for) == ("", False, [])


def test_telling_of_more_replies_costs_no_more_queries(old):
    personal_data.find("ada@mail.example")
    with CaptureQueriesContext(connection) as few:
        personal_data.find("ada@mail.example")
    for number in range(5):
        reply = make.comment(f"More {number}", page=old.page)
        moderation.edit(reply, by=None, text="Mended.")

    with CaptureQueriesContext(connection) as many:
        personal_data.find("ada@mail.example")

    assert len(many) == len(few)


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (29, True), (31, False)])
def test_the_bin_keeps_a_reply_for_its_days_however_old_it_is(old, days, is_kept):
    in_bin_since(days, old)

    call_command("delete_expired_data")

    assert Comment.objects.exists() is is_kept


def test_what_is_put_in_the_bin_today_can_be_taken_out_tomorrow(old):
    moderator = make.superuser()
    moderation.put_in_bin(old, by=moderator)

    call_command("delete_expired_data")
    moderation.publish(old, by=moderator)

    assert Comment.objects.published().get().text == "Does it help?"


def test_an_answer_of_somebody_else_outlives_what_it_answers(old, client):
    make.comment("It does.", page=old.page, parent=old, name="Bert")
    make.comment("Ask us.", page=old.page, parent=old, name="", by_clinic=True)
    moderator = make.superuser()
    moderation.edit(old, by=moderator, text="Does it help, then?")
    in_bin_since(31, old)

    call_command("delete_expired_data")

    old.refresh_from_db()
    assert (old.text, old.name, old.email) == (FORGOTTEN, "", "")
    assert not ModelLogEntry.objects.filter(action="comments.edit").exists()
    moderation.publish(old, by=moderator)
    body = client.get(old.page.url).content.decode()
    assert "It does." in body
    assert "Ask us." in body


def test_a_place_without_answers_left_goes_as_well(old):
    answer = make.comment("It does.", page=old.page, parent=old)
    in_bin_since(31, old)
    call_command("delete_expired_data")

    in_bin_since(31, answer)
    call_command("delete_expired_data")

    assert not Comment.objects.exists()


def test_an_answer_that_is_newer_in_the_bin_keeps_its_place(old):
    answer = make.comment("It does.", page=old.page, parent=old)
    in_bin_since(31, old)
    in_bin_since(5, answer)

    call_command("delete_expired_data")

    assert list(Comment.objects.values_list("text", flat=True)) == [
        FORGOTTEN,
        "It does.",
    ]


def test_a_place_that_is_kept_is_emptied_once(old, capsys):
    make.comment("It does.", page=old.page, parent=old)
    in_bin_since(31, old)

    call_command("delete_expired_data")
    call_command("delete_expired_data")

    told = [line for line in capsys.readouterr().out.splitlines() if "replies" in line]
    assert told == ["replies: 1", "replies: 0"]


def erased():
    personal_data.erase("ada@mail.example")
    return list(Comment.objects.values_list("text", flat=True))


ERASED = "This reply was removed at its writer's wish."


def test_who_answered_herself_leaves_no_place(old):
    make.comment("It does.", page=old.page, parent=old, email="Ada@mail.example")

    assert erased() == []


@pytest.mark.parametrize(
    ("status", "is_kept"),
    [("published", True), ("waiting", True), ("spam", False), ("bin", False)],
)
def test_a_place_is_left_for_answers_that_readers_may_see(old, status, is_kept):
    bert = {"name": "Bert", "email": "bert@mail.example"}
    make.comment("It does.", page=old.page, parent=old, status=status, **bert)

    assert erased() == ([ERASED, "It does."] if is_kept else [])


def test_the_last_answer_that_is_erased_takes_the_place_above_along(old):
    bert = {"name": "Bert", "email": "bert@mail.example"}
    make.comment("It does.", page=old.page, parent=old, **bert)
    erased()

    personal_data.erase("bert@mail.example")

    assert not Comment.objects.exists()


def test_a_place_goes_with_the_last_answer_that_is_thrown_away(old):
    bert = {"name": "Bert", "email": "bert@mail.example"}
    answer = make.comment("It does.", page=old.page, parent=old, **bert)
    erased()
    in_bin_since(31, answer)

    call_command("delete_expired_data")

    assert not Comment.objects.exists()
