"""What the worker does, done here and now."""

from django.core import mail
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work(*, waits_too=False):
    """Runs what is due, or all that waits; gives the mails that were sent for it."""
    before = len(mail.outbox)
    if waits_too:
        DBTaskResult.objects.filter(run_after__gt=timezone.now()).update(
            run_after=timezone.now()
        )
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="later",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    # Its own loop closes connections, and with them a test's transaction.
    while row := DBTaskResult.objects.ready().filter(backend_name="later").first():
        row.claim(worker.worker_id)
        worker.run_task(row)
    return mail.outbox[before:]


def tasks(status):
    return DBTaskResult.objects.filter(status=status)
