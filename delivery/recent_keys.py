from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class RecentKeys:
    """The last ``most`` keys that were added."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._keys: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._keys

    def add(self, key: Hashable) -> bool:
        """Adds a key; True if it was there."""
        with self._lock:
            was_there = key in self._keys
            self._keys[key] = None
            self._keys.move_to_end(key)
            if len(self._keys) > self._most:
                self._keys.popitem(last=False)
            return was_there
