"""Retention: rows are deleted in time, and no file holds them any more."""

import datetime
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Site

from comments.models import Comment
from contact.models import Submission
from public_forms.models import IdempotencyKey, RateLimitCount
from tests import make

pytestmark = pytest.mark.django_db

ADA = "ada@mail.example"


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


@pytest.mark.parametrize(
    "words", [["erase_visitor", ADA, "--yes"], ["delete_expired_data"]]
)
def test_what_was_erased_is_in_no_file_of_sqlite(as_migrated, words):
    if connection.vendor != "sqlite":
        return
    secret = "a-private-matter-of-mine"
    page = make.article()
    for number in range(50):
        text = f"{secret} {number}"
        make.comment(text, page=page, status="bin", decided_at=ago(31))
    files = [Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal")]
    assert any(secret.encode() in file.read_bytes() for file in files)

    call_command(*words)

    assert not Comment.objects.exists()
    assert not any(secret.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    ("address", "days", "kept"),
    [
        ("203.0.113.9", 29, "203.0.113.9"),
        ("203.0.113.9", 31, "203.0.113.0"),
        ("2001:db8:1:2:3::4", 31, "2001:db8:1::"),
        (None, 31, None),
    ],
)
def test_network_addresses_are_shortened_in_time(address, days, kept):
    comment = make.comment(
        address=address, created_at=ago(days), user_agent="Mozilla/5.0"
    )

    call_command("delete_expired_data")

    comment.refresh_from_db()
    assert comment.address == kept
    assert comment.user_agent == ("Mozilla/5.0" if days < 30 else "")


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [
        ("spam", 29, True),
        ("spam", 31, False),
        ("bin", 31, False),
        ("waiting", 400, True),
        ("published", 400, True),
    ],
)
def test_spam_and_the_bin_are_emptied_in_time(status, days, is_kept):
    make.comment(status=status, created_at=ago(days))

    call_command("delete_expired_data")

    assert Comment.objects.exists() is is_kept


def test_a_site_says_how_long_it_keeps():
    page = make.article()
    make.reply_rules(rubbish_days=5)
    make.comment(page=page, status="spam", created_at=ago(6))

    call_command("delete_expired_data")

    assert not Comment.objects.exists()


def test_sites_that_nobody_set_up_forget_as_well():
    make.reply_rules(address_days=60)
    old = {"address": "203.0.113.9", "created_at": ago(31)}
    here = make.comment(page=make.article(), **old)
    root = Page.objects.get(depth=1)
    there = make.comment(page=root.add_child(title="Spa", slug="spa"), **old)
    Site.objects.create(hostname="spa.example", root_page=there.page)

    call_command("delete_expired_data")

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.address, there.address) == ("203.0.113.9", "203.0.113.0")


def test_messages_are_deleted_when_their_day_has_come():
    make.submission(delete_on=timezone.localdate())
    make.submission(delete_on=timezone.localdate() + datetime.timedelta(days=1))

    call_command("delete_expired_data")

    assert Submission.objects.count() == 1


def test_counts_and_receipts_are_forgotten():
    RateLimitCount.objects.create(key="a", window_starts_at=ago(2), count=1)
    RateLimitCount.objects.create(key="b", window_starts_at=timezone.now(), count=1)
    IdempotencyKey.objects.create(key="a", fingerprint="x", answer={})
    IdempotencyKey.objects.filter(key="a").update(created_at=ago(3))
    IdempotencyKey.objects.create(key="b", fingerprint="x", answer={})

    call_command("delete_expired_data")

    assert RateLimitCount.objects.get().key == "b"
    assert IdempotencyKey.objects.get().key == "b"


def test_traces_of_signing_in_are_forgotten(client, capsys):
    make.user("kept@clinic.example")
    for name in ("kept", "gone"):
        form = {"username": f"{name}@clinic.example", "password": "a wrong guess"}
        client.post("/admin/login/", form)
    gone = AccessAttempt.objects.filter(username="gone@clinic.example")
    gone.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))
    for key, days in (("gone", 1), ("kept", -1)):
        Session.objects.create(session_key=key, expire_date=ago(days))

    call_command("delete_expired_data")

    assert [each.username for each in AccessAttempt.objects.all()] == [
        "kept@clinic.example"
    ]
    assert [each.session_key for each in Session.objects.all()] == ["kept"]
    assert "traces of signing in: 2" in capsys.readouterr().out
