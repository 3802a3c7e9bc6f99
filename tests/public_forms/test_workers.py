"""Workers that are killed or stopped, and in which order they do what waits."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from comments.tasks import tell_moderators, tell_of_danger
from contact.tasks import tell_staff
from public_forms import mail, retention
from public_forms.worker_heartbeat import WorkerHeartbeat
from tests import make, servers
from tests.working import tasks, work

TIMEOUT_SECONDS = 30


def wait_for(condition):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.05)
    return found


@contextmanager
def worker(mail_port):
    """A worker as in production, ended at the latest with the test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "for-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "www.clinic.example",
        "PUBLIC_URL": "https://www.clinic.example",
        "DATABASE_URL": servers.database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
    }
    words = [sys.executable, "manage.py", "db_worker", "--backend", "later"]
    process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=environment)  # noqa: S603 - our own words
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def alarm(**kwargs):
    """A reply that moderators must be told of at once."""
    make.member("Reply moderators", "mo@clinic.example")
    make.comment("I want to die.", status="waiting", is_urgent=True)
    tell_of_danger.enqueue(make.site().pk, **kwargs)


def row():
    return DBTaskResult.objects.get(task_path=tell_of_danger.module_path)


def test_a_mail_about_danger_that_a_killed_worker_held_is_sent_by_the_next(as_migrated):
    alarm()
    with servers.mail_server() as server:
        server.mood = "mute"
        with worker(server.port) as killed:
            wait_for(lambda: server.connected)
            killed.kill()
            killed.wait()
        assert row().status == "RUNNING"
        long_ago = timezone.now() - retention.LEASE
        DBTaskResult.objects.update(started_at=long_ago)

        server.mood = "up"
        with worker(server.port):
            wait_for(lambda: server.received)
            wait_for(lambda: row().status == "SUCCESSFUL")

    assert Comment.objects.get().announced_at


def raised(problem):
    raise problem


@pytest.mark.django_db
@pytest.mark.parametrize("stop", [SystemExit(1), KeyboardInterrupt()])
def test_work_that_a_second_signal_stopped_is_queued_again(monkeypatch, stop):
    alarm()
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", lambda **message: raised(stop))
        work()
    assert row().status == "FAILED"

    retention.requeue_abandoned(timezone.now())

    assert len(work()) == 1


def begun(ago):
    result = tell_moderators.enqueue(make.site().pk)
    chosen = DBTaskResult.objects.filter(pk=result.id)
    chosen.update(status="RUNNING", started_at=timezone.now() - ago)
    return chosen.get()


@pytest.mark.django_db
def test_work_is_taken_from_a_worker_that_is_not_heard_of_within_its_lease():
    second = timedelta(seconds=1)
    lost, held = begun(retention.LEASE + second), begun(retention.LEASE - second)

    retention.requeue_abandoned(timezone.now())

    lost.refresh_from_db()
    held.refresh_from_db()
    assert (lost.status, held.status) == ("READY", "RUNNING")


def test_a_worker_that_lives_keeps_its_task_however_long_it_takes(
    as_migrated, monkeypatch
):
    monkeypatch.setattr(WorkerHeartbeat, "interval_seconds", 0.05)
    task = begun(retention.LEASE / 2)
    begun_at = task.started_at
    pulse = WorkerHeartbeat()
    pulse.note_task(task.task_result)
    pulse.start()
    try:
        wait_for(lambda: row_of(task).started_at > begun_at)
    finally:
        pulse.stop()

    assert row_of(task).status == "RUNNING"


def row_of(task):
    return DBTaskResult.objects.get(pk=task.pk)


@pytest.mark.django_db
def test_a_mail_about_danger_goes_before_all_that_waits():
    page = make.form_page(staff_email="desk@clinic.example")
    make.submission(page)
    tell_staff.enqueue(page.pk)
    alarm()

    first = work()[0]

    assert first.bcc == ["mo@clinic.example"]


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [0, 59, 60, 335])
def test_after_an_outage_a_mail_about_danger_goes_within_minutes_and_first(
    settings, attempt
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.free_port()
    alarm(attempt=attempt)

    work()

    [waiting] = retention.waiting()
    assert waiting.due_at - timezone.now() <= timedelta(minutes=5)
    assert tasks("READY").get().priority == 100


@pytest.mark.django_db
def test_work_that_the_database_gave_up_is_tried_again(monkeypatch):
    alarm()
    lost = OperationalError("deadlock detected: secret")
    monkeypatch.setattr(mail, "send", lambda **message: raised(lost))

    work()

    [waiting] = retention.waiting()
    assert waiting.problem.startswith("The database did not answer")
    assert "secret" not in str(tasks("READY").values())
    monkeypatch.undo()
    assert len(work(waits_too=True)) == 1


def test_the_worker_says_once_an_hour_that_uploads_will_find_no_room(
    transactional_db, settings, caplog
):
    def said():
        return [each for each in caplog.records if each.name == "gait.storage"]

    pulse = WorkerHeartbeat()
    settings.MEDIA_FREE_BYTES_WANTED = 1
    pulse.step()
    assert not said(), "there is room"

    settings.MEDIA_FREE_BYTES_WANTED = 2**80
    pulse.step()
    pulse.step()

    assert [each.levelname for each in said()] == ["ERROR"]
    assert "MB are left for uploads" in said()[0].getMessage()
