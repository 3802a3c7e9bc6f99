"""What the worker could not do, in the admin."""

import datetime
import socket

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.tasks import tell_moderators
from contact.tasks import tell_staff
from tests import make
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

SCREEN = "/admin/background-work/"
TRACEBACK = "Traceback …\nintake.mail.MailDown: The mail server: no connection.\n"


@pytest.fixture
def moderator(client):
    user = make.member("Moderators", "mo@clinic.example")
    client.force_login(user)


def queued(status="READY", **fields):
    result = tell_moderators.enqueue(make.site().pk)
    row = DBTaskResult.objects.filter(pk=result.id)
    row.update(status=status, **fields)
    return row.get()


def failed():
    return queued(
        "FAILED",
        traceback=TRACEBACK,
        finished_at=timezone.now(),
        args_kwargs={
            "args": [make.site().pk],
            "kwargs": {"attempt": 6, "problem": "The mail server: no connection."},
        },
    )


def shown(client, path=SCREEN):
    return client.get(path).content.decode()


def test_failed_work_is_named_in_words_on_screen_and_dashboard(client, moderator):
    failed()

    body = shown(client)

    assert "Mail moderators that replies wait" in body
    assert "The mail server: no connection." in body
    assert "given up after 7 tries" in body
    assert "Traceback" not in body
    assert "could not be done" in shown(client, "/admin/")


@pytest.fixture
def _no_mail_server(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.EMAIL_PORT = taken.getsockname()[1]
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.usefixtures("_no_mail_server", "moderator")
def test_what_will_be_tried_again_says_why_in_the_log_and_the_admin(client, caplog):
    page = make.form_page(staff_email="desk@clinic.example")
    make.submission(page)
    tell_staff.enqueue(page.pk)

    work()
    work(waits_too=True)

    lines = [one for one in caplog.records if one.name == "gait.background"]
    assert [(one.levelname, one.getMessage()) for one in lines] == [
        (
            "WARNING",
            "Mail staff that messages came in: The mail server: no connection. "
            f"Next try in {seconds} s.",
        )
        for seconds in (60, 300)
    ]
    assert "The mail server: no connection." in shown(client)
    assert "attempt 3" in shown(client)
    assert (
        "1 piece of background work, such as a mail, could not be done yet"
        in " ".join(shown(client, "/admin/").split())
    )
    assert tasks("READY").count() == 1


def test_what_nobody_foresaw_is_named_with_its_kind(client, moderator):
    queued("FAILED", traceback="…\nKeyError: 'a'\n", finished_at=timezone.now())

    assert "KeyError: &#x27;a&#x27;" in shown(client)


def test_what_no_retry_was_meant_for_failed_at_once(client, moderator):
    queued("FAILED", traceback="ValueError: x\n", finished_at=timezone.now())

    body = shown(client)

    assert "failed at the first try" in body
    assert "for a day" not in body


def test_what_waits_is_shown_with_its_time(client, moderator):
    queued(run_after=datetime.datetime(2027, 1, 5, 8, 30, tzinfo=datetime.UTC))

    assert "due 5 January 2027, 08:30" in shown(client)


def test_nothing_to_do_says_so(client, moderator):
    body = shown(client)

    assert "Nothing failed." in body
    assert "Nothing waits." in body
    assert "could not be done" not in shown(client, "/admin/")


def test_one_is_tried_again_with_all_its_tries(client, moderator):
    one, other = failed(), failed()

    client.post(SCREEN, {"id": str(one.pk)})

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("READY", "FAILED")
    assert one.args_kwargs["kwargs"] == {}
    work()
    one.refresh_from_db()
    assert one.status == "SUCCESSFUL"


def test_one_that_somebody_else_tried_again_leaves_the_others_alone(client, moderator):
    one, other = failed(), failed()
    client.post(SCREEN, {"id": str(one.pk)})

    client.post(SCREEN, {"id": str(one.pk)})

    other.refresh_from_db()
    assert other.status == "FAILED"


def test_all_are_tried_again(client, moderator):
    failed(), failed()

    client.post(SCREEN)

    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def test_work_that_is_long_done_is_forgotten():
    long_ago = timezone.now() - datetime.timedelta(days=8)
    queued("SUCCESSFUL", finished_at=long_ago)
    queued("SUCCESSFUL", finished_at=timezone.now())
    queued("FAILED", finished_at=long_ago)

    call_command("delete_expired_data")

    kept = DBTaskResult.objects.values_list("status", flat=True)
    assert sorted(kept) == ["FAILED", "SUCCESSFUL"]
