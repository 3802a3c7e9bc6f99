"""What the daily run throws away of spam and the bin, and what it leaves."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import moderation
from comments.models import Comment
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


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (29, True), (31, False)])
def test_the_bin_keeps_a_reply_for_its_days_however_old_it_is(old, days, is_kept):
    in_bin_since(days, old)

    call_command("forget")

    assert Comment.objects.exists() is is_kept


def test_what_is_put_in_the_bin_today_can_be_taken_out_tomorrow(old):
    moderator = make.superuser()
    moderation.put_in_bin(old, by=moderator)

    call_command("forget")
    moderation.publish(old, by=moderator)

    assert Comment.objects.published().get().text == "Does it help?"


def test_an_answer_of_somebody_else_outlives_what_it_answers(old, client):
    make.comment("It does.", page=old.page, parent=old, name="Bert")
    make.comment("Ask us.", page=old.page, parent=old, name="", by_clinic=True)
    moderator = make.superuser()
    moderation.edit(old, by=moderator, text="Does it help, then?")
    in_bin_since(31, old)

    call_command("forget")

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
    call_command("forget")

    in_bin_since(31, answer)
    call_command("forget")

    assert not Comment.objects.exists()


def test_an_answer_that_is_newer_in_the_bin_keeps_its_place(old):
    answer = make.comment("It does.", page=old.page, parent=old)
    in_bin_since(31, old)
    in_bin_since(5, answer)

    call_command("forget")

    assert list(Comment.objects.values_list("text", flat=True)) == [
        FORGOTTEN,
        "It does.",
    ]


def test_a_place_that_is_kept_is_emptied_once(old, capsys):
    make.comment("It does.", page=old.page, parent=old)
    in_bin_since(31, old)

    call_command("forget")
    call_command("forget")

    told = [line for line in capsys.readouterr().out.splitlines() if "replies" in line]
    assert told == ["replies: 1", "replies: 0"]
