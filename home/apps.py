from django.apps import AppConfig


class HomeConfig(AppConfig):
    """It knows about the pages around the articles."""

    name = "home"
