from typing import Any

from django_tasks_db.management.commands import db_worker

from public_forms.worker_heartbeat import WorkerHeartbeat


class Command(db_worker.Command):
    """The worker of django-tasks-db with a heartbeat.

    Without one, the task of a killed worker would keep the status "running" for ever.
    """

    def handle(self, **options: Any) -> None:
        heartbeat = WorkerHeartbeat()
        heartbeat.start()
        try:
            super().handle(**options)
        finally:
            heartbeat.ended.set()
            heartbeat.join()
