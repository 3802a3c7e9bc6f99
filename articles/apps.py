from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """It knows about medical articles."""

    name = "articles"
