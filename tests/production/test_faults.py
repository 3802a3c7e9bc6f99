"""Parts of the stack die under a light load: nothing is lost, nothing is there twice."""

import os
import signal
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from tests.production.processes import Program, wait_until
from tests.production.stack import kill

pytestmark = pytest.mark.production

# What nginx may need to find that all is well again.
GRACE_SECONDS = 15


def say_to_come_back(failures):
    """No broken connection, no 502, no 500: 503 with the time of another try."""
    return all(each.status == 503 and each.retry_after for each in failures)


def test_a_killed_worker_of_the_server_shows_to_nobody(stack, load):
    server = stack.units["gait"]
    starts = server.starts

    for _ in range(2):
        victim, *_ = server.workers
        kill(victim)
        wait_until(partial(serves_without, stack, victim), what="Another worker")
        load.wait_for_more()

    load.stop()
    seen = [
        each for each in load.failures if each.kind in {"read", "form_token", "reply"}
    ]
    assert seen == []
    # Apps are told to try again: nginx cannot know that theirs carries a key.
    assert say_to_come_back(load.failures)
    assert server.starts == starts
    assert load.stored() == load.acknowledged


def serves_without(stack, victim):
    """Both workers are there, and each listens; one that starts does not yet."""
    workers = stack.units["gait"].workers
    return victim not in workers and len(workers) == listeners(stack) == 2


def listeners(stack):
    port, listens = f":{stack.ports['server']:04X}", "0A"
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    sockets = (line.split() for line in table)
    return sum(each[1].endswith(port) and each[3] == listens for each in sockets)


def test_a_worker_that_was_paused_answers_nothing_old(stack, load):
    paused, *_ = stack.units["gait"].workers

    os.kill(paused, signal.SIGSTOP)
    try:
        load.wait_for_edits(30)
    finally:
        os.kill(paused, signal.SIGCONT)
    load.wait_for_more()

    # ``load`` compares each answer with what was committed before.
    load.stop()
    assert load.failures == []
    assert load.stored() == load.acknowledged


def test_a_server_whose_workers_all_die_is_started_again(stack, load):
    server = stack.units["gait"]
    starts = server.starts

    def has_ended():
        for worker in server.workers:
            kill(worker)
        return server.starts > starts

    wait_until(has_ended, what="The server's end")
    stack.wait_until_it_serves()
    back_at = monotonic()
    load.wait_for_more()

    load.stop()
    assert say_to_come_back(load.failures)
    assert all(each.at < back_at + GRACE_SECONDS for each in load.failures)
    assert load.stored() == load.acknowledged


def test_while_the_database_is_away_everybody_is_asked_to_come_back(stack, load):
    stack.crash_database()
    wait_until(lambda: load.failures, what="A visitor who hears of it")
    stack.start_database()
    stack.wait_until_it_serves()
    back_at = monotonic()
    load.wait_until_all_is_well()
    load.wait_for_more()

    load.stop()
    assert say_to_come_back(load.failures)
    assert all(each.at < back_at + GRACE_SECONDS for each in load.failures)
    assert load.stored() == load.acknowledged


def test_a_cache_that_is_away_shows_to_nobody(stack, load):
    stack.redis.end(signal.SIGKILL)
    load.wait_for_more()
    stack.start_redis()
    load.wait_for_more()

    load.stop()
    assert load.failures == []
    assert load.stored() == load.acknowledged


def test_a_killed_worker_for_mail_goes_on_where_it_is_started_again(stack, load, mail):
    unit = stack.units["gait-worker"]
    starts, done = unit.starts, background_work(stack, "SUCCESSFUL")

    kill(unit.pid)
    wait_until(lambda: unit.starts > starts, what="Another worker")
    load.wait_for_more()
    load.stop()
    # The mails of the load are limited in number, so it may have left nothing to do.
    stack.manage("shell", "--no-imports", "--command", SOME_WORK)

    # What was in the killed worker's hands is taken up later.
    wait_until(lambda: not background_work(stack, "READY"), what="The end of the queue")
    wait_until(
        lambda: background_work(stack, "SUCCESSFUL") > done, what="A task of the worker"
    )
    assert mail.received
    assert load.failures == []
    assert load.stored() == load.acknowledged


# Tells of a workflow that is gone, which is nothing.
SOME_WORK = (
    "from home.staff_mail import tell_of_workflow; "
    "tell_of_workflow.enqueue('task_submission_email_notifier', 0, 0, None)"
)


def background_work(stack, status):
    """How much of it is due and has this status."""
    [[number]] = stack.sql(
        "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult "
        # The package's word for “at once” is the year 9999.
        "WHERE status = %s AND (run_after < NOW() OR run_after >= '9999-01-01')",
        status,
    )
    return number


def test_a_demo_account_ends_the_server_for_good_until_it_is_closed(stack):
    server = stack.units["gait"]
    stack.manage(
        *("createsuperuser", "--no-input", "--email", "admin@gait.example"),
        DJANGO_SUPERUSER_PASSWORD="walk-every-day",
    )

    server.stop()
    server.start()
    wait_until(lambda: server.is_over, what="The server's end")

    assert server.exit_code == os.EX_CONFIG
    assert "close_demo_accounts" in server.log.read_text()

    by_hand = granian(stack)
    assert by_hand.process.wait(120) is not None

    stack.manage("close_demo_accounts")
    server.start()
    stack.wait_until_it_serves()


def granian(stack):
    """Started past `serve`, as somebody may; it has to end all the same."""
    port = str(stack.ports["server"])
    options = ["--interface", "wsgi", "--no-ws", "--workers", "2"]
    options += ["--blocking-threads", "2", "--respawn-failed-workers", "--port", port]
    return Program(
        [".venv/bin/granian", *options, "cms.wsgi:application"],
        stack.folder / "granian.log",
        **stack.units["gait"].program.options,
    ).start()
