"""The server and the worker of `make run`: begun together, ended together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "home" / "side_by_side.py"
SLEEP = "import time; time.sleep(60)"
NOTE = "import os, pathlib, sys; pathlib.Path(sys.argv[1], str(os.getpid())).touch();"


def side_by_side(server, worker, folder):
    python = sys.executable
    return subprocess.Popen(  # noqa: S603 - our own words
        [
            python,
            SCRIPT,
            python,
            "-c",
            server,
            folder,
            "--",
            python,
            "-c",
            worker,
            folder,
        ]
    )


def begun(folder):
    return [int(path.name) for path in Path(folder).iterdir()]


def wait_for(condition):
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "It takes too long."
        time.sleep(0.05)


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_stops_both(tmp_path, number):
    both = side_by_side(NOTE + SLEEP, NOTE + SLEEP, tmp_path)
    wait_for(lambda: len(begun(tmp_path)) == 2)

    both.send_signal(number)
    both.wait(20)

    assert not any(is_alive(each) for each in begun(tmp_path))


def test_a_server_that_ends_takes_the_worker_along(tmp_path):
    server = "import time; time.sleep(1); raise SystemExit(7)"
    both = side_by_side(server, NOTE + SLEEP, tmp_path)

    assert both.wait(20) == 7
    assert not any(is_alive(each) for each in begun(tmp_path))


def test_a_worker_that_ends_is_begun_anew(tmp_path):
    both = side_by_side(SLEEP, NOTE, tmp_path)

    wait_for(lambda: len(begun(tmp_path)) >= 2)

    both.terminate()
    both.wait(20)
