from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """It knows about replies on pages."""

    name = "comments"
    verbose_name = "replies"
