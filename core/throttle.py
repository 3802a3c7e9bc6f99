"""Limit for work that a flood of requests must not multiply."""

import time
from collections import deque
from threading import Lock


class Throttle:
    """Admits ``most`` calls in ``seconds``, counted in this process.

    Not in the shared cache: work that nobody waits for needs no exact count, and a
    server without Redis has no such cache.
    """

    def __init__(self, *, most: int, seconds: float) -> None:
        self._admitted_at: deque[float] = deque(maxlen=most)
        self._most, self._seconds = most, seconds
        self._counting = Lock()

    def admits(self) -> bool:
        """True, and counted, if fewer than ``most`` were admitted in the last seconds."""
        now = time.monotonic()
        with self._counting:
            times = self._admitted_at
            if len(times) == self._most and now - times[0] < self._seconds:
                return False
            times.append(now)
            return True

    def forget(self) -> None:
        """Admits anew, as if nothing had been."""
        self._admitted_at.clear()
