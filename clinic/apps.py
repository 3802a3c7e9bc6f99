from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """It knows about the clinic itself."""

    name = "clinic"

    def ready(self) -> None:
        # Models can be imported only now; importing the first two registers them.
        from wagtail.models import ReferenceIndex

        from clinic import emergency, page_data  # noqa: F401
        from clinic.models import ClinicSettings

        # Wagtail looks at pages and snippets only; the clinic's logo is in use as well.
        ReferenceIndex.register_model(ClinicSettings)
