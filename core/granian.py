"""Granian's command line, the check of its port, and its start and stop."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

WORKERS = 2
# One for each of a worker's PostgreSQL connections. Python runs one at a time; the
# others wait for the database or for the body of a slow request.
THREADS_PER_WORKER = 4
HEADERS_WITHIN_MS = 10_000
# Grace period for requests in progress when the server stops.
STOP_WITHIN_SECONDS = 30
# Environment variables of glibc (bench/memory.py measures what they do):
MEMORY = {
    # Blocks of so many bytes go back to the system when they are freed. A thread that has
    # compressed an answer would keep what that took, up to 5 MB for each of a worker's
    # threads.
    "MALLOC_MMAP_THRESHOLD_": str(128 * 1024),
    # All threads share what is free, as Python lets one run at a time; a heap for each
    # took 1 MB more.
    "MALLOC_ARENA_MAX": "1",
}
# Longer than the server takes where it does end.
KILL_AFTER_SECONDS = STOP_WITHIN_SECONDS + 10


def command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """The arguments that start the server."""
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--blocking-threads": threads,
        "--http1-header-read-timeout": HEADERS_WITHIN_MS,
        "--workers-kill-timeout": STOP_WITHIN_SECONDS,
        "--log-level": "warning",
    }
    words = [str(word) for option in options.items() for word in option]
    granian = Path(sys.executable).with_name("granian")
    flags = ["--no-ws", "--respawn-failed-workers"]
    return [str(granian), *words, *flags, "cms.wsgi:application"]


def require_free_port(host: str, port: int) -> None:
    """Raises CommandError if the port is in use.

    Granian's workers listen with SO_REUSEPORT, so the system would accept a second
    server on the port and send it half of the requests.
    """
    with socket.socket() as probe:
        # A port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} cannot be used ({problem.strerror}). "
                f"Choose another, for example PORT={port + 1} with make run, "
                f"or --port {port + 1}."
            ) from problem


def replace_process(words: list[str]) -> None:
    """Replaces this process by the server, so that signals reach it directly."""
    os.chdir(settings.BASE_DIR)
    for name, value in MEMORY.items():
        os.environ.setdefault(name, value)
    os.execv(words[0], words)  # noqa: S606 - no shell, and no untrusted input


def stop_server() -> None:
    """Stops the server of this worker, with all its workers.

    Granian would restart a failing worker for ever: it detects a crash loop only if the
    worker fails within 5.5 seconds. It is asked once by each worker: its handler of
    signals waits for itself for ever where another one comes meanwhile
    (``threading.Event.set``). A server that does not end is killed.
    """
    server = multiprocessing.parent_process()
    if server and server.pid and _is_first():
        killing = threading.Timer(KILL_AFTER_SECONDS, _kill, [server.pid])
        killing.daemon = True
        killing.start()
        with suppress(ProcessLookupError):
            os.kill(server.pid, signal.SIGTERM)


_asked = threading.Lock()


def _is_first() -> bool:
    """True once in this process."""
    return _asked.acquire(blocking=False)


def _kill(server: int) -> None:
    """Ends the main process and this worker, which would go on without it."""
    with suppress(ProcessLookupError):
        os.kill(server, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
