from django.apps import AppConfig


class ContactConfig(AppConfig):
    """It knows about the clinic itself."""

    name = "contact"

    def ready(self) -> None:
        # Models can be imported only now.
        from wagtail.models import ReferenceIndex

        from contact.models import ClinicSettings
        from contact.personal_data import SUBMISSIONS
        from core.search import notices
        from public_forms import personal_data

        personal_data.register(SUBMISSIONS)
        notices.register(
            lambda site, query: ClinicSettings.of(site and site.pk).emergency_for(
                [query]
            )
        )
        # Wagtail looks at pages and snippets only; the clinic's logo is in use as well.
        ReferenceIndex.register_model(ClinicSettings)
