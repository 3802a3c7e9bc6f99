"""Thread of the worker that writes and sends messages."""

from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection

from outbox import change_messages, sending
from public_forms.worker_threads import WorkerThread

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
                self.running[pk] = self.pool.submit(_send, pk)

    def stop(self) -> None:
        super().stop()
        self.pool.shutdown(cancel_futures=True)


def _send(pk: int) -> None:
    try:
        sending.send_waiting(pk)
    finally:
        connection.close()
