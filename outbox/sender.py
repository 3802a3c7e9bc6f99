"""Thread of the worker that writes and sends messages."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection

from core.error_views import DATABASE_AWAY
from outbox import change_messages, sending
from public_forms.worker_threads import WorkerThread

logger = logging.getLogger("gait.outbox")

# Endpoints that are sent to side by side, so that a slow one does not hold up others.
MOST_ENDPOINTS = 4


class Sender(WorkerThread):
    """Writes the messages about what has changed, and sends what is due."""

    # A front end shows a change after about a second.
    interval_seconds = 0.5

    def __init__(self) -> None:
        super().__init__()
        self.pool = ThreadPoolExecutor(MOST_ENDPOINTS, thread_name_prefix="outbox")
        self.running: dict[int, Future[None]] = {}
        self.is_prepared = False

    def step(self) -> None:
        if not self.is_prepared:
            change_messages.update_caches()
            self.is_prepared = True
        change_messages.write_messages()
        self.running = {
            pk: each for pk, each in self.running.items() if not each.done()
        }
        for pk in sending.due_endpoints():
            if pk not in self.running:
                self.running[pk] = self.pool.submit(self.send, pk)

    def send(self, pk: int) -> None:
        try:
            sending.send_waiting(pk, is_ended=self.ended.is_set)
        except DATABASE_AWAY as problem:
            logger.warning("Sending waits: %s", type(problem).__name__)
        except Exception:
            logger.exception("Sending had a problem.")
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the thread, and the others after the messages that they send now."""
        super().stop()
        self.pool.shutdown(cancel_futures=True)
