from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "contact"

    def ready(self) -> None:
        # Models can be imported only now; importing page_data registers it.
        from contact import page_data, search_documents  # noqa: F401
        from contact.personal_data import SUBMISSIONS
        from public_forms import personal_data

        personal_data.register(SUBMISSIONS)
