from django.apps import AppConfig


class ContactConfig(AppConfig):
    """It knows about the clinic's contact page and forms."""

    name = "contact"

    def ready(self) -> None:
        # Models can be imported only now.
        from contact.personal_data import SUBMISSIONS
        from public_forms import personal_data

        personal_data.register(SUBMISSIONS)
