"""Command lines of the demo's server and of its helper processes."""

import os
import sys
from pathlib import Path

from core import granian

SUPERVISOR = Path(__file__).with_name("supervisor.py")


def set_public_url(port: int) -> str:
    """Sets PUBLIC_URL for all programs of the demo, unless it is given; returns it."""
    if not os.environ.get("PUBLIC_URL", "").strip():
        os.environ["PUBLIC_URL"] = f"http://localhost:{port}"
    return os.environ["PUBLIC_URL"].strip().rstrip("/")


def supervised(host: str, port: int, lock: int, *, reload: bool) -> list[str]:
    """Command line of the supervisor with server, worker and scheduler.

    ``lock``: descriptor that is closed once the server answers.
    """
    server = development_server if reload else production_server
    return [
        *[sys.executable, str(SUPERVISOR), host, str(port), str(lock)],
        *[*server(host, port), "--", *worker(), "--", *scheduler()],
    ]


def development_server(host: str, port: int) -> list[str]:
    return [sys.executable, "manage.py", "runserver", f"{host}:{port}"]


def production_server(host: str, port: int) -> list[str]:
    return granian.command(
        host, port, workers=granian.WORKERS, threads=granian.THREADS_PER_WORKER
    )


def worker() -> list[str]:
    """Command line of the worker for background tasks."""
    manage = [sys.executable, "manage.py", "db_worker", "--no-reload"]
    return [*manage, "--backend", "later", "--verbosity", "0"]


def scheduler() -> list[str]:
    """Command line of the scheduler, which publishes and unpublishes pages."""
    return [sys.executable, "manage.py", "publish_on_time"]
