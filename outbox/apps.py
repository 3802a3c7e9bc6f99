from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """App of the messages that tell other systems of changes: webhooks and purges."""

    name = "outbox"

    def ready(self) -> None:
        # These import models, which need the app registry.
        from delivery import change_report
        from outbox import retention, sender, told_systems
        from public_forms import personal_data, worker_threads

        personal_data.register(retention.MESSAGES)
        worker_threads.register(sender.Sender)
        change_report.register_teller(told_systems.told)
