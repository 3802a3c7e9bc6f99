"""The server of `make run` and its helpers: begun together, ended together."""

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from tests.servers import free_port

pytestmark = pytest.mark.slow

SCRIPT = settings.BASE_DIR / "home" / "supervisor.py"
# Waits for a second where the script waits for ten, and looks ten times as often.
QUICK = (
    f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r});"
    "import supervisor; supervisor.PAUSE_SECONDS = 0.1; supervisor.TIMEOUT_SECONDS = 1;"
    "sys.exit(supervisor.main(sys.argv[1:]))"
)
SLEEP = "import time; time.sleep(60)"
NOTE = "import os, pathlib, sys; pathlib.Path(sys.argv[1], str(os.getpid())).touch();"


STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
WITH_A_WORKER = (
    "import subprocess, sys;"
    f"subprocess.Popen([sys.executable, '-c', {NOTE + SLEEP!r}, sys.argv[1]]);"
)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def port():
    """A port where something answers, as the server does once it has started."""
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def side_by_side(server, *helpers, folder, port, supervisor=("-c", QUICK)):
    python = sys.executable
    lock = os.open(folder, os.O_RDONLY)
    words = ["127.0.0.1", str(port), str(lock), python, "-c", server, folder]
    for helper in helpers:
        words += ["--", python, "-c", helper, folder]
    try:
        return subprocess.Popen([python, *supervisor, *words], pass_fds=[lock])  # noqa: S603 - our own words
    finally:
        os.close(lock)


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


def parent(process_id):
    return int(
        Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[1]
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_stops_all(tmp_path, number, port):
    programs = [NOTE + SLEEP] * 3
    together = side_by_side(*programs, folder=tmp_path, port=port, supervisor=[SCRIPT])
    wait_for(lambda: len(begun(tmp_path)) == 3)

    together.send_signal(number)
    together.wait(20)

    assert not any(is_alive(each) for each in begun(tmp_path))


def test_helpers_begin_when_the_server_answers(tmp_path, port):
    silent = side_by_side(SLEEP, NOTE + SLEEP, folder=tmp_path, port=free_port())
    time.sleep(1)
    assert not begun(tmp_path)
    silent.terminate()
    silent.wait(20)

    together = side_by_side(SLEEP, NOTE + SLEEP, folder=tmp_path, port=port)
    wait_for(lambda: begun(tmp_path))
    together.terminate()
    together.wait(20)


def test_a_server_that_ends_takes_its_helpers_along(tmp_path, port):
    server = "import time; time.sleep(1); raise SystemExit(7)"
    together = side_by_side(
        server, NOTE + SLEEP, NOTE + SLEEP, folder=tmp_path, port=port
    )

    assert together.wait(20) == 7
    assert not any(is_alive(each) for each in begun(tmp_path))


def test_a_helper_that_ends_is_begun_anew(tmp_path, port):
    together = side_by_side(SLEEP, SLEEP, NOTE, folder=tmp_path, port=port)

    wait_for(lambda: len(begun(tmp_path)) >= 2)

    together.terminate()
    together.wait(20)


def test_a_server_that_does_not_end_is_killed_with_its_workers(tmp_path, port):
    server = STUBBORN + WITH_A_WORKER + SLEEP
    together = side_by_side(server, NOTE + SLEEP, folder=tmp_path, port=port)
    wait_for(lambda: len(begun(tmp_path)) == 2)

    together.terminate()
    [helper] = (each for each in begun(tmp_path) if parent(each) == together.pid)
    os.kill(helper, signal.SIGTERM)
    together.wait(30)

    # No helper was begun anew while the server took its time.
    assert len(begun(tmp_path)) == 2
    wait_for(lambda: not any(is_alive(each) for each in begun(tmp_path)))
