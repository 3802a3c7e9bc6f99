"""Threads that run beside the worker's main thread, which runs the tasks."""

import logging
from abc import ABC, abstractmethod
from threading import Event, Thread

from django.db import connection

from core.error_views import DATABASE_AWAY

logger = logging.getLogger("gait.background")


class WorkerThread(ABC, Thread):
    """Daemon thread that calls ``step`` at once, and then every ``interval_seconds``.

    A problem is logged, and the next step made in time.
    """

    interval_seconds: float

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.ended = Event()

    @abstractmethod
    def step(self) -> None:
        """Does the thread's work once; it may raise anything."""

    def run(self) -> None:
        self._make_step()
        while not self.ended.wait(self.interval_seconds):
            self._make_step()
        connection.close()

    def _make_step(self) -> None:
        try:
            self.step()
        except DATABASE_AWAY as problem:
            logger.warning("%s waits: %s", self.name, type(problem).__name__)
            connection.close()
        except Exception:
            logger.exception("%s had a problem.", self.name)
        finally:
            connection.close_if_unusable_or_obsolete()

    def stop(self) -> None:
        """Ends the thread after the current step."""
        self.ended.set()
        self.join()


_registered: list[type[WorkerThread]] = []


def register(thread: type[WorkerThread]) -> None:
    if thread not in _registered:
        _registered.append(thread)


def new_threads() -> list[WorkerThread]:
    return [each() for each in _registered]
