from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from contact.erasure import SUBMISSIONS
        from intake import personal_data

        personal_data.register(SUBMISSIONS)
