"""Limits for work that a flood of requests must not multiply."""

import time
from collections import OrderedDict, deque
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


class ClientThrottle:
    """A ``Throttle`` for each client, of the clients that came last."""

    MOST_CLIENTS = 10_000

    def __init__(self, *, most: int, seconds: float) -> None:
        self._most, self.seconds = most, seconds
        self._clients: OrderedDict[str, Throttle] = OrderedDict()
        self._choosing = Lock()

    def admits(self, client: str) -> bool:
        """True, and counted, if fewer than ``most`` of the client were admitted."""
        with self._choosing:
            own = self._clients.pop(client, None)
            own = own or Throttle(most=self._most, seconds=self.seconds)
            self._clients[client] = own
            if len(self._clients) > self.MOST_CLIENTS:
                self._clients.popitem(last=False)
        return own.admits()

    def forget(self) -> None:
        """Admits anew, as if nothing had been."""
        self._clients.clear()
