from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """It knows about what strangers hand in."""

    name = "intake"

    def ready(self) -> None:
        # Models can be imported only now.
        from intake import exports, housekeeping, personal_data

        personal_data.register(housekeeping.INTAKE)
        personal_data.register(housekeeping.SIGN_INS)
        exports.protect_wagtails_tables()
