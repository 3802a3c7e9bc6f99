from django.apps import AppConfig


class PublicFormsConfig(AppConfig):
    """App of everything that protects forms which anonymous visitors send."""

    name = "public_forms"

    def ready(self) -> None:
        # These import models, which need the app registry.
        from public_forms import (
            personal_data,
            retention,
            spreadsheets,
            worker_threads,
        )
        from public_forms.worker_heartbeat import WorkerHeartbeat

        personal_data.register(retention.SENDING)
        personal_data.register(retention.CHANGES)
        personal_data.register(retention.SEARCHES)
        personal_data.register(retention.SIGN_INS)
        worker_threads.register(WorkerHeartbeat)
        spreadsheets.protect_wagtails_tables()
