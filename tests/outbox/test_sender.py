"""The worker's process that sends messages: killed, twice, with broken receivers."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from articles.models import ArticlePage
from outbox.models import Attempt, Delivery
from tests import make
from tests.delivery import feed
from tests.outbox import receivers
from tests.outbox.conftest import make_webhook
from tests.outbox.receivers import pages_in
from tests.servers import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

MOST_SECONDS = 60
MOODS = ["failing", "busy", "redirecting", "garbage", "hanging up", "up", "up"]


@pytest.fixture
def sent(as_migrated):
    make.clinic()
    with receivers.receiver() as running:
        yield running


@contextmanager
def worker(**environment):
    """A running worker on the test's database."""
    words = [sys.executable, "manage.py", "db_worker", "--backend", "later"]
    told = {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        # With it, the worker has a child that restarts when a file changes.
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "WEBHOOK_NETWORKS": "127.0.0.0/8",
        "REDIS_URL": "",
    }
    process = subprocess.Popen(  # noqa: S603 - our own words
        words,
        env={**os.environ, **told, **environment},
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        # Not killed: its connections would outlive the test for a moment.
        process.terminate()
        process.wait(30)


def wait_until(is_so):
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.1)


def hurry():
    """Ends all delays, as if their time had come."""
    now = "CURRENT_TIMESTAMP"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE outbox_delivery SET due_at = {now} WHERE status = %s", ["waiting"]
        )
        cursor.execute(
            "UPDATE outbox_endpoint SET retry_at = NULL, leased_until = NULL"
        )


def is_told_of_everything(webhook, receiver, articles):
    told = {pk for body in bodies(receiver) for pk in pages_in(body)}
    webhook.refresh_from_db()
    is_read = webhook.number >= feed.version()
    is_sent = not Delivery.objects.filter(status="waiting").exists()
    return is_read and is_sent and {each.pk for each in articles} <= told


def bodies(receiver):
    with receiver.lock:
        return receiver.bodies


def write(article, number):
    ArticlePage.objects.filter(pk=article.pk).update(summary=f"State {number}.")


def test_a_change_is_told_within_seconds(sent):
    webhook = make_webhook(sent)
    with worker():
        article = make.article("Walking")

        wait_until(lambda: is_told_of_everything(webhook, sent, [article]))


def test_through_killed_workers_and_every_fault_nothing_is_lost(sent):
    dice = random.Random(7)
    webhook = make_webhook(sent)
    articles = [make.article(f"Walk {n}") for n in range(4)]
    for number in range(4):
        with worker() as process:
            sent.mood = dice.choice(MOODS)
            for _ in range(5):
                write(dice.choice(articles), dice.random())
                time.sleep(0.3)
            if number % 2:
                wait_until(lambda: len(sent.taken) > 0)
            process.send_signal(signal.SIGKILL)
        hurry()
    sent.mood = "up"

    with worker():
        wait_until(lambda: hurry() or is_told_of_everything(webhook, sent, articles))

    receivers.assert_each_once_and_in_order(sent)


def test_two_workers_send_each_message_once(sent):
    webhook = make_webhook(sent)
    with worker(), worker():
        articles = [make.article(f"Walk {n}") for n in range(5)]
        for number in range(10):
            write(articles[number % 5], number)
            time.sleep(0.1)

        wait_until(lambda: is_told_of_everything(webhook, sent, articles))

    ids = [each.id for each in sent.accepted]
    assert len(ids) == len(set(ids))


def test_a_slow_receiver_does_not_hold_up_another(sent):
    with receivers.receiver() as slow:
        slow.mood = "dripping"
        make_webhook(slow, name="Slow")
        make_webhook(sent)
        with worker():
            article = make.article("Walking")
            wait_until(lambda: any(article.pk in pages_in(b) for b in bodies(sent)))
            # The slow one takes the whole time limit of ten seconds.
            ended = Attempt.objects.filter(delivery__endpoint__name="Slow")

            assert not ended.exists()
            slow.mood = "up"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server.")
def test_a_worker_whose_connections_were_ended_goes_on(sent):
    webhook = make_webhook(sent)
    first = make.article("First")
    with worker():
        wait_until(lambda: is_told_of_everything(webhook, sent, [first]))
        with psycopg.connect(database_url(), autocommit=True) as boss:
            boss.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        second = make.article("Second")

        wait_until(lambda: is_told_of_everything(webhook, sent, [second]))
