"""The index of SQLite's write-ahead log, whose header every commit changes.

It is a file that all connections map, documented at
https://www.sqlite.org/walformat.html. To compare its header costs a tenth of a
microsecond, and a query ten under load.
"""

import ctypes
import mmap
import os
from collections.abc import Callable
from functools import partial
from operator import getitem
from typing import Any, Self, cast

# The first of two copies: with a counter of commits, and checksums of the log.
HEADER = slice(0, 48)
FORMAT = slice(0, 4)
KNOWN_FORMAT = (3007000).to_bytes(4, "little")


class WalIndex:
    """The mapped index of one database, until the process ends.

    While a connection is open, SQLite neither replaces nor truncates the file; so the
    connection stays open. The file is not closed, either: that would take away the locks
    that SQLite holds on it in this process.
    """

    def __init__(self, raw: Any, path: str) -> None:
        self._raw = raw
        self._path, self._file = path, file_at(path)
        descriptor = os.open(f"{path}-shm", os.O_RDONLY)
        self._mapped = mmap.mmap(descriptor, HEADER.stop, access=mmap.ACCESS_READ)
        # Else Python would unmap and close it when it ends, while threads may write.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._mapped))
        # Each request calls it: a function in C, without a frame of Python.
        header = partial(getitem, self._mapped, HEADER)
        self.header = cast("Callable[[], bytes]", header)

    @classmethod
    def of(cls, raw: Any) -> Self | None:
        """The index of a connection's database; None without one that is understood.

        ``raw`` is a connection of the module sqlite3 that nothing else uses.
        """
        path = raw.execute("PRAGMA database_list").fetchone()[2]
        [(mode,)] = raw.execute("PRAGMA journal_mode").fetchall()
        # The first query opens the log.
        raw.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
        if mode != "wal" or not path:
            return None
        try:
            index = cls(raw, path)
        except OSError:
            return None
        return index if index.header()[FORMAT] == KNOWN_FORMAT else None

    def is_replaced(self) -> bool:
        """True if the path leads to another file than the one that is open, or to none."""
        return file_at(self._path) != self._file


def file_at(path: str) -> tuple[int, int] | None:
    """Device and number of the file with this path; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - Path costs three times as much
    except OSError:
        return None
    return found.st_dev, found.st_ino
