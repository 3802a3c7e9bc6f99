"""Lock that makes one start of the demo wait until another one serves or has ended."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

LOCK_FILE = "start.lock"


@contextmanager
def exclusive(folder: Path) -> Iterator[int]:
    """Holds the lock of the data folder while the body runs; yields its descriptor.

    A program that replaces this process keeps the lock until it closes the descriptor;
    the system releases it when the last process that has it ends.
    """
    path = folder / LOCK_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT)
    except OSError as problem:
        raise CommandError(
            f"{path} cannot be written ({problem.strerror}). Set DATA_DIR to a folder "
            "that can."
        ) from problem
    try:
        wait_for(lock)
        os.set_inheritable(lock, True)
        yield lock
    finally:
        os.close(lock)


def wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write("Waiting until another start serves or has ended …\n")
        fcntl.flock(lock, fcntl.LOCK_EX)
