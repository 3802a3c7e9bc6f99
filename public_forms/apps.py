from django.apps import AppConfig


class PublicFormsConfig(AppConfig):
    """It knows about what strangers hand in."""

    name = "public_forms"

    def ready(self) -> None:
        # Models can be imported only now.
        from public_forms import personal_data, retention, spreadsheets

        personal_data.register(retention.SENDING)
        personal_data.register(retention.SIGN_INS)
        spreadsheets.protect_wagtails_tables()
