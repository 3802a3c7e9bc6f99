from django.apps import AppConfig


class HomeConfig(AppConfig):
    """It knows about the pages around the articles."""

    name = "home"

    def ready(self) -> None:
        # Models can be imported only now; importing these registers them.
        from home import page_context, page_data  # noqa: F401

        mail_staff_later()


def mail_staff_later() -> None:
    """Wagtail's mails to staff are queued for the worker.

    Before Wagtail connects its notifiers to signals, in the ``ready`` of its admin.
    """
    # Models can be imported only now.
    from wagtail.admin import signal_handlers
    from wagtail.admin.views.pages import edit

    from home import staff_mail

    for name, receiver in staff_mail.RECEIVERS.items():
        setattr(signal_handlers, name, receiver)
    edit.send_notification = staff_mail.queue_comments
