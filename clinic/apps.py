from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """It knows about the clinic itself."""

    name = "clinic"

    def ready(self) -> None:
        # Models can be imported only now.
        from wagtail.models import ReferenceIndex

        from clinic.models import ClinicSettings
        from core.search import notices

        notices.register(
            lambda site, query: ClinicSettings.of(site and site.pk).emergency_for(
                [query]
            )
        )
        # Wagtail looks at pages and snippets only; the clinic's logo is in use as well.
        ReferenceIndex.register_model(ClinicSettings)
