"""A worker stops its server: asked once, killed where it does not end."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

from core import granian
from tests.production.processes import wait_until
from tests.servers import free_port

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


def test_workers_that_still_start_end_with_their_server(tmp_path):
    words = granian.command("127.0.0.1", free_port(), workers=2, threads=1)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.core.slow_settings",
        "DEBUG": "false",
        "DATA_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    with subprocess.Popen(words, cwd=settings.BASE_DIR, env=environment) as server:  # noqa: S603 - our own words
        wait_until(
            lambda: len([*tmp_path.glob("worker-*")]) == 2, what="Workers", seconds=60
        )

        server.terminate()

        assert server.wait(granian.STOP_WITHIN_SECONDS / 2) == 0
