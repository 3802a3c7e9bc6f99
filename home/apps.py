from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        # Models can be imported only now; importing these registers them.
        from home import (  # noqa: F401
            page_context,
            page_data,
            page_markdown,
            search_documents,
        )

        replace_notifiers()


def replace_notifiers() -> None:
    """Replaces Wagtail's notifiers by receivers that queue the mails for the worker.

    Must run before Wagtail's admin connects its notifiers to signals in ``ready``.
    """
    # Models can be imported only now.
    from wagtail.admin import signal_handlers
    from wagtail.admin.views.pages import edit

    from home import staff_mail

    for name, receiver in staff_mail.RECEIVERS.items():
        setattr(signal_handlers, name, receiver)
    edit.send_notification = staff_mail.queue_comments
