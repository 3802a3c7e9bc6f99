"""Granian's command line, and what is asked of the machine before it starts."""

import multiprocessing
import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

WORKERS = 2
# As many as a worker keeps connections to PostgreSQL. Python runs one at a time; the
# others wait for the database or for the body of a slow sender.
THREADS_PER_WORKER = 4
HEADERS_WITHIN_MS = 10_000
# What a worker may still finish when the server is told to stop.
STOP_WITHIN_SECONDS = 30


def command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """The words that start the server."""
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


def refuse_a_busy_port(host: str, port: int) -> None:
    """Raises CommandError in words; granian would share the port with another granian.

    Its workers each listen for themselves (SO_REUSEPORT), so the system lets a second
    server in, and hands it half of the requests.
    """
    with socket.socket() as probe:
        # A port that was just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} cannot be used ({problem.strerror}). "
                f"Choose another, for example PORT={port + 1} with make run, "
                f"or --port {port + 1}."
            ) from problem


def become(words: list[str]) -> None:
    """Hands the process over, so that signals reach the server and nobody else."""
    os.chdir(settings.BASE_DIR)
    os.execv(words[0], words)  # noqa: S606 - no shell, and nothing from outside in it


def end() -> None:
    """Ends the server that this worker belongs to.

    Granian would start a worker that refuses to work again and again: it counts it as
    a crash loop only where the worker fails within 5.5 seconds.
    """
    if server := multiprocessing.parent_process():
        os.kill(server.pid, signal.SIGTERM)
