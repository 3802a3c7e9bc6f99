"""The values that the answers of a worker share, kept until a change touches them."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from core.api.caching import EVERYTHING
from core.shared_values import SharedValue
from delivery.kept_answers import Making

# A clinic has few of them; a host with many sites some hundred.
MOST_BYTES = 2 * 1024 * 1024


class SharedValues:
    """Shared values of one worker: an LRU cache of at most ``most_bytes``."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.version = -1
        self._lock = Lock()
        self._makings: set[Making] = set()
        self._values: OrderedDict[Hashable, SharedValue] = OrderedDict()
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


class ValuesOfRequest:
    """The shared values of one request that no cache has let through."""

    def __init__(self) -> None:
        self._values: dict[Hashable, SharedValue] = {}

    def get(self, key: Hashable) -> SharedValue | None:
        return self._values.get(key)

    def put(self, key: Hashable, value: SharedValue) -> None:
        self._values[key] = value
