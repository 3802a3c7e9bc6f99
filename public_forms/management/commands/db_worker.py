from typing import Any

from django_tasks_db.management.commands import db_worker

from public_forms import worker_threads


class Command(db_worker.Command):
    """The worker of django-tasks-db with threads beside it, such as a heartbeat.

    Without one, the task of a killed worker would keep the status "running" for ever.
    """

    def handle(self, **options: Any) -> None:
        threads = worker_threads.new_threads()
        for thread in threads:
            thread.start()
        try:
            super().handle(**options)
        finally:
            for thread in threads:
                thread.stop()
