"""Collection and compression of static files in a process of its own, for `make run`."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management.base import CommandError

FINGERPRINT_FILE = settings.DATA_DIR / "static.stamp"
COLLECT = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]


@contextmanager
def collected(*, lock: int) -> Iterator[None]:
    """Collects files that have changed while the body runs; waits for it to end.

    The process inherits the file descriptor ``lock``: if this one is killed, the next
    start waits for it.
    """
    current = fingerprint()
    if not files_changed(current):
        yield
        return
    FINGERPRINT_FILE.unlink(missing_ok=True)
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *COLLECT], cwd=settings.BASE_DIR, pass_fds=[lock]
    ) as process:
        try:
            yield
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise CommandError("The static files could not be collected.")
    FINGERPRINT_FILE.write_text(current)


def files_changed(current: str) -> bool:
    """True if a static file has changed since the last collection."""
    collected = settings.STATIC_ROOT.exists() and FINGERPRINT_FILE.exists()
    return not collected or FINGERPRINT_FILE.read_text() != current


def fingerprint() -> str:
    """Digest of all static files and of their storage setting."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for name, path in sorted(static_files()):
        file_stat = path.stat()
        digest.update(f"{name} {file_stat.st_size} {file_stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files() -> Iterator[tuple[str, Path]]:
    """The static files by their names, which stay when a data directory is moved."""
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            yield name, Path(storage.path(name))
