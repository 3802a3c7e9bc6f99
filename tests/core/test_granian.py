"""A worker stops its server: asked once, killed where it does not end."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

from core import granian

SERVER = """
from tests.core.test_granian import {name}
{name}()
"""


def serve(name):
    """The exit code and the output of a process that runs a function of this module."""
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", SERVER.format(name=name)],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "cms.settings.test", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout


def ask_often():
    for _ in range(20):
        granian.stop_server()
        time.sleep(0.01)


def ask_impatiently():
    granian.KILL_AFTER_SECONDS = 0.1
    granian.stop_server()
    time.sleep(60)


def count_signals():
    taken = []
    signal.signal(signal.SIGTERM, lambda number, _: taken.append(number))
    worker = multiprocessing.get_context("fork").Process(target=ask_often)
    worker.start()
    worker.join()
    sys.stdout.write(str(len(taken)))


def hang():
    signal.signal(signal.SIGTERM, lambda *_: None)
    worker = multiprocessing.get_context("fork").Process(target=ask_impatiently)
    worker.start()
    worker.join()
    time.sleep(60)


def test_each_worker_asks_the_server_once():
    assert serve("count_signals") == (0, "1")


def test_a_server_that_does_not_end_is_killed():
    assert serve("hang")[0] == -signal.SIGKILL
