"""Readers at a port of the stack, as fast as they can."""

import time
import zlib
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from threading import Event, Thread

from tests.production.client import HOST

HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
READERS = 2
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Read:
    """``at``: when it was asked for. ``content`` is a sum over the body."""

    at: float
    path: str
    content: int
    is_hit: bool


class Readers:
    """Threads that read the addresses in turn, from ``with`` on, while it lasts."""

    def __init__(self, port, paths):
        self.port, self.paths = port, paths
        self.reads = []
        self.broken = []
        self._over = Event()
        self._threads = [Thread(target=self._repeat) for _ in range(READERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self._over.set()
        for thread in self._threads:
            thread.join()
        assert self.broken == []

    def since(self, at):
        return [each for each in self.reads if each.at >= at]

    def _repeat(self):
        try:
            self._read()
        except Exception as problem:
            # Said by the test, in its own thread.
            self.broken.append(problem)

    def _read(self):
        connection = connect(self.port)
        for path in cycle(self.paths):
            if self._over.is_set():
                break
            self.reads.append(read(connection, path))
        connection.close()


def connect(port):
    return HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)


def read(connection, path):
    at = time.monotonic()
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    is_hit = answer.getheader("Cache-Status") == "Varnish; hit"
    return Read(at, path, zlib.crc32(body), is_hit)


def read_all(port, paths):
    """The content of each address as it is now."""
    connection = connect(port)
    found = {path: read(connection, path).content for path in paths}
    connection.close()
    return found
