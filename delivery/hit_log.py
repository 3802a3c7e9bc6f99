"""Log entries about answers from the cache: one a minute, not one an answer.

A line for each would cost ten times as much as the answer.
"""

import logging
import time

logger = logging.getLogger("gait.cache")

EVERY_SECONDS = 60


class HitLog:
    """Logs the ``number`` of answers, which the cache counts, at most once a minute."""

    def __init__(self) -> None:
        self.number = 0
        self._logged_at = time.monotonic()
        self._warned_at = -float(EVERY_SECONDS)

    def log(self) -> None:
        """Logs the answers since the last line, if that was a minute ago."""
        now = time.monotonic()
        if now - self._logged_at >= EVERY_SECONDS:
            logger.info("Answered %d requests from memory.", self.number)
            self.number, self._logged_at = 0, now

    def warn(self, problem: Exception) -> None:
        """Logs once a minute that the version of the content is not known."""
        now = time.monotonic()
        if now - self._warned_at >= EVERY_SECONDS:
            logger.warning("The version of the content is not known: %s", problem)
            self._warned_at = now
