"""The values that the answers of a worker share, kept until a change touches them."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from core.api.caching import EVERYTHING
from core.dependencies import Times
from core.shared_values import SharedValue
from delivery.kept_answers import Making

# A clinic has few of them; a host with many sites some hundred.
MOST_BYTES = 2 * 1024 * 1024
# Times of tags take 200 bytes each; an article has a hundred tags, most of all articles.
MOST_TIMES = 5000


class SharedValues:
    """Shared values of one worker: an LRU cache of at most ``most_bytes``.

    Also the times at which tags were touched last, of at most ``most_times`` tags.
    """

    def __init__(
        self, most_bytes: int = MOST_BYTES, most_times: int = MOST_TIMES
    ) -> None:
        self.most_bytes, self.most_times = most_bytes, most_times
        self.version = -1
        self._lock = Lock()
        self._makings: set[Making] = set()
        self._values: OrderedDict[Hashable, SharedValue] = OrderedDict()
        self._times: Times = {}
        self._bytes = 0

    @contextmanager
    def for_answer(self) -> Iterator["ValuesForAnswer"]:
        """The values for an answer that is made within the block."""
        with self._lock:
            making = Making(self.version)
            self._makings.add(making)
        try:
            yield ValuesForAnswer(self, making)
        finally:
            with self._lock:
                self._makings.discard(making)

    def get(self, key: Hashable) -> SharedValue | None:
        with self._lock:
            value = self._values.get(key)
            if value:
                self._values.move_to_end(key)
            return value

    def put(self, key: Hashable, value: SharedValue, making: Making) -> None:
        """Keeps a value, unless a change touched it since ``making`` began."""
        with self._lock:
            if making.is_outdated(value.tags):
                return
            self._drop(key)
            self._values[key] = value
            self._bytes += value.size
            while self._bytes > self.most_bytes:
                self._drop(next(iter(self._values)))

    def known_times(self, tags: Iterable[str]) -> Times:
        """The times of those of the tags that are known."""
        with self._lock:
            return {tag: self._times[tag] for tag in tags if tag in self._times}

    def put_times(self, times: Times, making: Making) -> None:
        """Keeps the times of tags that no change touched since ``making`` began."""
        with self._lock:
            if EVERYTHING in making.touched:
                return
            if len(self._times) + len(times) > self.most_times:
                self._times.clear()
            untouched = sorted(times.keys() - making.touched)[: self.most_times]
            self._times.update({tag: times[tag] for tag in untouched})

    def _drop(self, key: Hashable) -> None:
        value = self._values.pop(key, None)
        if value:
            self._bytes -= value.size

    def advance(self, version: int, touched: Iterable[str] | None) -> None:
        """Drops the values with one of the tags, which versions up to this one touched.

        None stands for all tags.
        """
        with self._lock:
            names = {EVERYTHING} if touched is None else {*touched}
            for making in self._makings:
                making.touched.update(names)
            for key, value in list(self._values.items()):
                if EVERYTHING in names or not names.isdisjoint(value.tags):
                    self._drop(key)
            if EVERYTHING in names:
                self._times.clear()
            for name in names:
                self._times.pop(name, None)
            self.version = version


@dataclass(frozen=True)
class ValuesForAnswer:
    """The shared values as one answer reads and adds them: a store for ``core``."""

    values: SharedValues
    making: Making

    def get(self, key: Hashable) -> SharedValue | None:
        return self.values.get(key)

    def put(self, key: Hashable, value: SharedValue) -> None:
        self.values.put(key, value, self.making)

    def known_times(self, tags: Iterable[str]) -> Times:
        return self.values.known_times(tags)

    def put_times(self, times: Times) -> None:
        self.values.put_times(times, self.making)


class ValuesOfRequest:
    """The shared values of one request that no cache has let through."""

    def __init__(self) -> None:
        self._values: dict[Hashable, SharedValue] = {}
        self._times: Times = {}

    def get(self, key: Hashable) -> SharedValue | None:
        return self._values.get(key)

    def put(self, key: Hashable, value: SharedValue) -> None:
        self._values[key] = value

    def known_times(self, tags: Iterable[str]) -> Times:
        return {tag: self._times[tag] for tag in tags if tag in self._times}

    def put_times(self, times: Times) -> None:
        self._times.update(times)
