from django.apps import AppConfig


class ContactConfig(AppConfig):
    """It knows about the clinic itself."""

    name = "contact"

    def ready(self) -> None:
        # Models can be imported only now.
        from contact.erasure import SUBMISSIONS
        from intake import personal_data

        personal_data.register(SUBMISSIONS)
