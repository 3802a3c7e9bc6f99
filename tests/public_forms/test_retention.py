"""Retention: rows are deleted in time, and no file holds them any more."""

import datetime
import subprocess
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Site

from comments.models import Comment
from comments.tasks import tell_moderators
from contact.models import Submission
from public_forms import idempotency, retention
from public_forms.models import IdempotencyKey, RateLimitCount
from tests import make

pytestmark = pytest.mark.django_db

ADA = "ada@mail.example"


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def content_of(files):
    """The content of a database's files, read by another process.

    A process that closes a file loses all its locks on it. SQLite, no longer seen by other
    processes, would lose its write-ahead log to the first that ends, and every later
    connection of this process would fail with "disk I/O error".
    """
    return subprocess.check_output(["/bin/cat", *files]).decode(errors="ignore")  # noqa: S603 - our own words


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
    assert secret in content_of(files)

    call_command(*words)

    assert not Comment.objects.exists()
    assert secret not in content_of(files)


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


SECOND = datetime.timedelta(seconds=1)
NOW = datetime.datetime(2026, 11, 26, 9, 30, tzinfo=datetime.UTC)
AT_THE_LIMIT = pytest.mark.parametrize(
    ("later", "is_kept"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)]
)


@AT_THE_LIMIT
def test_finished_tasks_are_kept_for_seven_days(later, is_kept):
    task = tell_moderators.enqueue(make.site().pk)
    rows = DBTaskResult.objects.filter(pk=task.id)
    week_ago = NOW - datetime.timedelta(days=7)
    rows.update(status="SUCCESSFUL", finished_at=week_ago + later)

    deleted = retention.delete_expired_work(NOW)

    assert rows.exists() is is_kept
    assert deleted == (not is_kept)


@AT_THE_LIMIT
def test_idempotency_keys_are_kept_for_two_days(later, is_kept):
    IdempotencyKey.objects.create(key="a", fingerprint="x", answer={})
    two_days_ago = NOW - datetime.timedelta(days=2)
    IdempotencyKey.objects.update(created_at=two_days_ago + later)

    assert idempotency.delete_expired_keys(NOW) == (not is_kept)
    assert IdempotencyKey.objects.exists() is is_kept


@AT_THE_LIMIT
def test_sessions_and_sign_in_failures_end_on_the_second(settings, later, is_kept):
    Session.objects.create(session_key="a", expire_date=NOW + later)
    AccessAttempt.objects.create(failures_since_start=1)
    cooled_off = NOW - settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.update(attempt_time=cooled_off + later)

    deleted = retention.delete_expired_sign_ins(NOW)

    assert Session.objects.exists() is is_kept
    assert AccessAttempt.objects.exists() is is_kept
    assert deleted == (0 if is_kept else 2)


@AT_THE_LIMIT
def test_a_lease_ends_after_two_minutes(later, is_kept):
    task = tell_moderators.enqueue(make.site().pk)
    rows = DBTaskResult.objects.filter(pk=task.id)
    two_minutes_ago = NOW - datetime.timedelta(minutes=2)
    rows.update(status="RUNNING", started_at=two_minutes_ago + later)

    assert retention.requeue_abandoned(NOW) == (not is_kept)
    assert rows.get().status == ("RUNNING" if is_kept else "READY")


@pytest.mark.parametrize(
    ("fields", "is_queued"),
    [
        ({"status": "RUNNING"}, True),
        ({"status": "RUNNING", "backend_name": "default"}, False),
        ({"status": "SUCCESSFUL"}, False),
        ({"status": "FAILED", "exception_class_path": "builtins.SystemExit"}, True),
        (
            {"status": "FAILED", "exception_class_path": "builtins.KeyboardInterrupt"},
            True,
        ),
        ({"status": "FAILED", "exception_class_path": "builtins.ValueError"}, False),
        (
            {"status": "SUCCESSFUL", "exception_class_path": "builtins.SystemExit"},
            False,
        ),
    ],
)
def test_only_tasks_of_killed_and_stopped_workers_are_queued_again(fields, is_queued):
    task = tell_moderators.enqueue(make.site().pk)
    rows = DBTaskResult.objects.filter(pk=task.id)
    rows.update(started_at=NOW - datetime.timedelta(hours=1), **fields)

    assert retention.requeue_abandoned(NOW) == is_queued
    assert rows.get().status == ("READY" if is_queued else fields["status"])


def test_what_was_deleted_is_counted_together():
    task = tell_moderators.enqueue(make.site().pk)
    month_ago = NOW - datetime.timedelta(days=30)
    rows = DBTaskResult.objects.filter(pk=task.id)
    rows.update(status="SUCCESSFUL", finished_at=month_ago)
    RateLimitCount.objects.create(key="a", window_starts_at=month_ago, count=1)
    IdempotencyKey.objects.create(key="a", fingerprint="x", answer={})
    IdempotencyKey.objects.update(created_at=month_ago)

    assert retention.delete_expired_work(NOW) == 3
