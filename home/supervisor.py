"""Runs a server and its helpers side by side until one signal stops them all.

    python home/supervisor.py SERVER … -- HELPER … -- HELPER …

When the server ends, so does everything, with its exit code. A helper that ends by
itself is begun anew. Knows nothing of Django, so that it costs a few megabytes and
starts at once.
"""

import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import FrameType

PAUSE_SECONDS = 1
PATIENCE_SECONDS = 10


def main(words: list[str]) -> int:
    parts = groupby(words, key="--".__eq__)
    programs = [list(part) for is_border, part in parts if not is_border]
    server, *helpers = map(begin, programs)
    deadline = math.inf

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal deadline
        deadline = min(deadline, time.monotonic() + PATIENCE_SECONDS)
        # A shell that runs us in the background makes the server deaf to SIGINT.
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while server.poll() is None:
            if deadline == math.inf:
                helpers = [each if runs(each) else begin(each.args) for each in helpers]
            elif time.monotonic() > deadline:
                kill(server)
            time.sleep(PAUSE_SECONDS)
    finally:
        end(helpers)
    return server.returncode


def begin(words: list[str]) -> subprocess.Popen:
    return subprocess.Popen(words)  # noqa: S603 - the words of serve_demo


def runs(program: subprocess.Popen) -> bool:
    return program.poll() is None


def kill(server: subprocess.Popen) -> None:
    """With the workers it began, which would go on and keep its port."""
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    for worker in workers.read_text().split() if workers.exists() else ():
        with suppress(ProcessLookupError):
            os.kill(int(worker), signal.SIGKILL)
    server.kill()


def end(helpers: list[subprocess.Popen]) -> None:
    """Lets them finish what they do, but not for ever."""
    for helper in helpers:
        helper.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for helper in helpers:
        try:
            helper.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            helper.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
