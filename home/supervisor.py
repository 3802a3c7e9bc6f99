"""Process supervisor for a server and its helper processes.

    python home/supervisor.py HOST PORT LOCK SERVER … -- HELPER … -- HELPER …

Once the server answers at HOST and PORT, it starts the helpers, each of which imports
all of Django, and closes the file descriptor LOCK, for which other starts wait. It exits with the server's exit code when the server exits, and stops all processes on
SIGINT and SIGTERM. A helper that exits is restarted. It does not import Django, to
start fast and use little memory.
"""

import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import groupby
from pathlib import Path
from types import FrameType

PAUSE_SECONDS = 1
TIMEOUT_SECONDS = 10


def main(arguments: list[str]) -> int:
    host, port, lock, *rest = arguments
    parts = groupby(rest, key="--".__eq__)
    programs = [list(part) for is_separator, part in parts if not is_separator]
    server = start(programs[0])
    helpers: list[subprocess.Popen] = []
    deadline = math.inf

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal deadline
        deadline = min(deadline, time.monotonic() + TIMEOUT_SECONDS)
        # SIGTERM, because processes started in the background by a shell ignore SIGINT.
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while server.poll() is None:
            if time.monotonic() > deadline:
                kill_server(server)
            elif deadline == math.inf:
                if helpers:
                    helpers = [*map(running, helpers)]
                elif answers(host, int(port)):
                    os.close(int(lock))
                    helpers = [*map(start, programs[1:])]
            time.sleep(PAUSE_SECONDS)
    finally:
        stop_helpers(helpers)
    return server.returncode


def answers(host: str, port: int) -> bool:
    """True if the server answers a request of the front page, which loads its code."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def start(arguments: list[str]) -> subprocess.Popen:
    return subprocess.Popen(arguments)  # noqa: S603 - arguments from serve_demo


def running(program: subprocess.Popen) -> subprocess.Popen:
    """The process, or a new one if it has exited."""
    if program.poll() is None:
        return program
    # The list that ``start`` got; the type names all that Popen takes.
    return start(program.args)  # type: ignore[arg-type]


def kill_server(server: subprocess.Popen) -> None:
    """Kills the server and its workers, which would otherwise keep the port open."""
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    for worker in workers.read_text().split() if workers.exists() else ():
        with suppress(ProcessLookupError):
            os.kill(int(worker), signal.SIGKILL)
    server.kill()


def stop_helpers(helpers: list[subprocess.Popen]) -> None:
    """Terminates the helpers, and kills those still running after the timeout."""
    for helper in helpers:
        helper.terminate()
    deadline = time.monotonic() + TIMEOUT_SECONDS
    for helper in helpers:
        try:
            helper.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            helper.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
