from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class RecentKeys:
    """The last ``most`` keys that were added, by their hashes.

    They may be long. Two keys with one hash count as the same.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._keys: OrderedDict[int, None] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return hash(key) in self._keys

    def add(self, key: Hashable) -> bool:
        """Adds a key; True if it was there."""
        number = hash(key)
        with self._lock:
            was_there = number in self._keys
            self._keys[number] = None
            self._keys.move_to_end(number)
            if len(self._keys) > self._most:
                self._keys.popitem(last=False)
            return was_there

    def discard(self, key: Hashable) -> None:
        with self._lock:
            self._keys.pop(hash(key), None)
