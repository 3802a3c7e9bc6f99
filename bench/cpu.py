"""CPU time of a server: of all processes of its tree, and of its database backends."""

import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg


class Meter:
    """CPU seconds that a server's processes have used.

    ``database_url``: of a PostgreSQL database on this machine, which the server alone
    uses. Its background processes, such as the checkpointer, are not counted.
    """

    def __init__(self, pid: int, database_url: str = "") -> None:
        self._tree = [pid, *descendants(pid)]
        self._backends = backends(database_url)

    def seconds(self) -> float:
        return sum(map(process_seconds, [*self._tree, *self._backends]))


def process_seconds(pid: int) -> float:
    """User and system time of all threads of a process, those that ended included.

    The same as utime and stime of /proc, to the nanosecond: the process's CPU clock,
    whose number clock_getcpuclockid computes like this.
    """
    return time.clock_gettime((~pid << 3) | 2)


def descendants(pid: int) -> list[int]:
    parents = dict(_parents())
    found = [child for child, parent in parents.items() if parent == pid]
    return [*found, *(each for child in found for each in descendants(child))]


def _parents() -> Iterable[tuple[int, int]]:
    """Pairs of process and its parent."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        # The name in brackets may have spaces.
        yield int(stat.parent.name), int(text.rpartition(")")[2].split()[1])


def backends(database_url: str) -> list[int]:
    """The processes of PostgreSQL that serve the database."""
    if not database_url.startswith("postgres"):
        return []
    name = urlsplit(database_url).path.strip("/")
    with psycopg.connect(database_url, dbname="postgres") as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]
        )
        return [pid for (pid,) in rows]
