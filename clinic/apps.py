from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        # Models can be imported only now; importing the first ones registers them. The
        # receivers of the middleware's module set the time zone of the worker's tasks.
        from wagtail.models import ReferenceIndex

        from clinic import (  # noqa: F401
            emergency,
            middleware,
            page_data,
            page_markdown,
            tracked_tables,
        )
        from clinic.models import ClinicSettings

        # Wagtail indexes pages and snippets only; this makes the logo count as used.
        ReferenceIndex.register_model(ClinicSettings)
