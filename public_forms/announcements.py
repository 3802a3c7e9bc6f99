"""Mails to staff about what came in: one for all since the last, in intervals."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import Task

from public_forms.task_retries import is_queued


@dataclass(frozen=True)
class Announcements:
    """The two tasks that mail staff about one kind of news, each for an object's key.

    ``interval``, ``urgent_interval``: the shortest time between two mails of a task.
    """

    task: Task
    urgent_task: Task
    interval: timedelta
    urgent_interval: timedelta = timedelta(minutes=2)

    @transaction.atomic
    def queue(self, key: int, *, urgent: bool, due: datetime | None = None) -> None:
        """Queues the mail about the object, unless it is queued to be sent soon."""
        task = self.urgent_task if urgent else self.task
        if not is_queued(task, key, within=self._interval(urgent=urgent)):
            task.using(run_after=due).enqueue(key)

    def is_put_off(self, key: int, news: QuerySet, *, urgent: bool) -> bool:
        """True, and queued for later, if the last mail is not an interval ago.

        ``news``: all rows about the object that are, or would be, told of.
        """
        sent = news.filter(announced_at__isnull=False, is_urgent=urgent)
        times = sent.order_by("-announced_at").values_list("announced_at", flat=True)
        last = times.first()
        due = last + self._interval(urgent=urgent) if last else timezone.now()
        if due <= timezone.now():
            return False
        self.queue(key, urgent=urgent, due=due)
        return True

    def _interval(self, *, urgent: bool) -> timedelta:
        return self.urgent_interval if urgent else self.interval
