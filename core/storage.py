"""File storage of uploads: atomic writes, and detection of a full disk."""

import errno
import logging
import os
import posixpath
import shutil
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

logger = logging.getLogger("gait.storage")

# Disk full, quota exceeded, file size limit exceeded.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FULL = (
    "There is no room left on the server for this file, so nothing was stored. Please "
    "tell the person who runs the server; then upload it again."
)
# With less free space, no renditions are generated.
RENDITION_BYTES = 16 * 1024 * 1024


class MediaStorage(FileSystemStorage):
    """File system storage with atomic writes: a hidden temporary name, then a rename.

    Django's storage leaves a partial file when the disk is full.
    """

    def _save(self, name: str, content: File) -> str:
        staged = posixpath.join(posixpath.dirname(name), f".{uuid4().hex}")
        try:
            # The stubs leave out what subclasses of a storage implement.
            super()._save(staged, content)  # type: ignore[misc]
            return self._move(staged, name)
        except OSError as problem:
            # Wagtail does not close it.
            content.close()
            if is_full(problem):
                logger.error("No room to store %s: %s", name, problem.strerror)
            raise
        finally:
            Path(self.path(staged)).unlink(missing_ok=True)

    def _move(self, staged: str, name: str) -> str:
        name = self._take(name)
        try:
            Path(self.path(staged)).replace(self.path(name))
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        return name

    def _take(self, name: str) -> str:
        """Reserves the name, or another one if it was taken meanwhile."""
        while True:
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name

    def free_bytes(self) -> int:
        """The free bytes of the file system; quotas are not considered."""
        folder = Path(self.location)
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free


# The default storage is lazy, so its type is what STORAGES in the settings names.
media = cast(MediaStorage, default_storage)


def is_full(problem: BaseException | None) -> bool:
    """True if the error or its cause is a full disk."""
    problems = (problem, getattr(problem, "__cause__", None))
    return any(isinstance(each, OSError) and each.errno in FULL for each in problems)


def has_space_for_renditions() -> bool:
    return media.free_bytes() > RENDITION_BYTES


def shortage() -> int | None:
    """The free bytes if they are below MEDIA_FREE_BYTES_WANTED, else None."""
    try:
        free = media.free_bytes()
    except OSError as problem:
        logger.error("The folder of uploads cannot be read.", exc_info=problem)
        free = 0
    return free if free < settings.MEDIA_FREE_BYTES_WANTED else None
