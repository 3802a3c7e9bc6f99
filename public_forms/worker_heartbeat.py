"""Heartbeat of the worker: renews the task's lease and requeues abandoned tasks."""

import logging
import time
from typing import Any

from django.utils import timezone
from django_tasks import TaskResult
from django_tasks.signals import task_finished, task_started

from core.storage import shortage
from public_forms import retention
from public_forms.worker_threads import WorkerThread

logger = logging.getLogger("gait.background")

storage_logger = logging.getLogger("gait.storage")

# Interval between two log entries about low disk space.
ALARM_SECONDS = 3600.0


class WorkerHeartbeat(WorkerThread):
    """Thread that renews the lease of the task that the worker runs."""

    # Several beats within a lease: on SQLite a beat may wait for a long transaction.
    interval_seconds = 20.0

    def __init__(self) -> None:
        super().__init__()
        self.task_id: str | None = None
        self.alarmed_at: float | None = None
        task_started.connect(self.note_task)
        task_finished.connect(self.clear_task)

    # Any: further arguments of Django's signals.
    def note_task(self, task_result: TaskResult, **signal: Any) -> None:
        self.task_id = task_result.id

    def clear_task(self, **signal: Any) -> None:
        self.task_id = None

    def step(self) -> None:
        self.log_low_disk_space()
        now = timezone.now()
        if self.task_id:
            retention.renew_lease(self.task_id, now)
        if requeued := retention.requeue_abandoned(now):
            logger.warning("Queued %d tasks of workers that ended.", requeued)

    def log_low_disk_space(self) -> None:
        """Logs an error, at most once an hour, while disk space for uploads is low."""
        now = time.monotonic()
        if self.alarmed_at is not None and now < self.alarmed_at + ALARM_SECONDS:
            return
        free = shortage()
        if free is not None:
            self.alarmed_at = now
            megabytes = free // (1024 * 1024)
            storage_logger.error("Only %d MB are left for uploads.", megabytes)
