from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """It knows about what strangers hand in."""

    name = "intake"
