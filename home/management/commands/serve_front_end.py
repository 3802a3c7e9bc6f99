"""Command behind `make front-end`: builds and serves a front end beside the demo."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import Handlers
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import granian
from core.models import FrontEnd
from home import front_end_connection
from home.front_end_connection import Addresses, NotConnected
from home.management.commands.connect_front_end import require_demo
from home.supervisor import answers

HOST = "127.0.0.1"
OLDEST_NODE = 20
# Target of the Makefile that installs a front end's packages.
INSTALLED = "node_modules/.package-lock.json"
NO_CALLS_HOME = {"ASTRO_TELEMETRY_DISABLED": "1", "NEXT_TELEMETRY_DISABLED": "1"}
PAUSE_SECONDS = 0.2
# Ctrl+C, `kill`, and the terminal's window closed.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TIMEOUT_SECONDS = 10
WELCOME = """
  The front end      {origin}/
  Gait's admin       {gait}/admin/

  Change an article there and publish it: the front end shows it within two seconds.
  Ctrl+C stops the front end; Gait then shows the pages itself, as before.
"""


class Command(BaseCommand):
    help = "Builds a front end, connects the running demo to it, and serves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", default="examples/astro")
        parser.add_argument("--port", type=int, default=4321)

    def handle(self, *args: Any, folder: str, port: int, **options: Any) -> None:
        require_node()
        require_demo()
        with exclusive():
            self.serve_on_demo(folder, port)

    def serve_on_demo(self, folder: str, port: int) -> None:
        require_free(port)
        front_end = settings.BASE_DIR / folder
        if not (front_end / "package.json").is_file():
            raise CommandError(f"There is no front end in {folder}.")
        try:
            require_answers(front_end_connection.default_site().root_url)
            with connected(f"http://localhost:{port}") as told:
                self.serve(front_end, port, told)
        except NotConnected as problem:
            raise CommandError(str(problem)) from None

    def serve(self, folder: Path, port: int, told: Mapping[str, str]) -> None:
        environment = {**os.environ, **NO_CALLS_HOME, **told}
        environment |= {"HOST": HOST, "PORT": str(port)}
        self.say("Installing the front end's packages …")
        packages = os.path.relpath(folder / INSTALLED, settings.BASE_DIR)
        run(["make", "--no-print-directory", packages], settings.BASE_DIR, environment)
        self.say("Building the front end …")
        run(["npm", "run", "--silent", "build"], folder, environment)
        serve = ["npm", "start", "--silent"]
        with started(serve, folder, environment) as server:
            while server.poll() is None and not answers(HOST, port):
                time.sleep(PAUSE_SECONDS)
            if server.poll() is None:
                origin = f"http://localhost:{port}"
                self.say(WELCOME.format(origin=origin, gait=told["GAIT_URL"]))
            if server.wait():
                raise CommandError("The front end has ended with an error.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def require_node() -> None:
    node = shutil.which("node")
    if node and shutil.which("npm"):
        said = subprocess.run([node, "--version"], capture_output=True, text=True)  # noqa: S603 - our own words
        major = said.stdout.strip().removeprefix("v").partition(".")[0]
        if major.isdecimal() and int(major) >= OLDEST_NODE:
            return
    raise CommandError(
        f"The front end needs Node.js {OLDEST_NODE} or newer with npm "
        "(Debian: apt-get install nodejs npm)."
    )


@contextmanager
def exclusive() -> Iterator[None]:
    """Holds a lock of the demo, which is connected to one front end at a time."""
    path = front_end_connection.file().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                "Another front end is served on this demo. End it first, by Ctrl+C."
            ) from None
        yield


def require_free(port: int) -> None:
    try:
        granian.require_free_port(HOST, port)
    except CommandError:
        raise CommandError(
            f"Port {port} is in use; a front end may have gone on there whose `make "
            "front-end` was killed. End it, or choose another port: make front-end "
            f"FRONT_END_PORT={port + 1}"
        ) from None


def require_answers(address: str) -> None:
    parts = urlsplit(address)
    if not answers(parts.hostname or HOST, parts.port or 80):
        raise CommandError(
            f"Nothing answers at {address}/. Start `make run` in another terminal, and "
            "leave it running."
        )


def handle_endings(handler: Callable[[int, FrameType | None], None] | Handlers) -> None:
    for number in ENDINGS:
        signal.signal(number, handler)


def stop(number: int, frame: FrameType | None) -> None:
    """Ends the body of `connected`; a second signal does not cut short what follows."""
    handle_endings(signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def connected(origin: str) -> Iterator[dict[str, str]]:
    """Connects the demo while the body runs, which ends at the first of ENDINGS.

    Processes that a shell starts in the background ignore SIGINT unless told otherwise.
    """
    handle_endings(stop)
    own_pages = FrontEnd.OwnPages.NOINDEX
    told = front_end_connection.connect(Addresses(origin), own_pages)
    try:
        yield told
    except KeyboardInterrupt:
        return
    finally:
        front_end_connection.disconnect()


def run(words: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    with started(words, folder, environment) as program:
        failed = program.wait()
    if failed:
        raise CommandError(f"This has failed in {folder}: {' '.join(words)}")


@contextmanager
def started(
    words: list[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen]:
    """A program in a session of its own; ended with all it began."""
    program = subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        yield program
    finally:
        end(program)


def end(program: subprocess.Popen) -> None:
    if program.poll() is not None:
        return
    os.killpg(program.pid, signal.SIGTERM)
    try:
        program.wait(TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
