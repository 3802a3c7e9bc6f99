from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "contact"

    def ready(self) -> None:
        # Models can be imported only now; importing the first ones registers them.
        from contact import (  # noqa: F401
            page_context,
            page_data,
            page_markdown,
            search_documents,
            tracked_tables,
        )
        from contact.personal_data import SUBMISSIONS
        from public_forms import personal_data

        personal_data.register(SUBMISSIONS)
