from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "replies"

    def ready(self) -> None:
        # Models can be imported only now; importing tracked_tables registers them.
        from comments import tracked_tables  # noqa: F401
        from comments.personal_data import REPLIES
        from public_forms import personal_data

        personal_data.register(REPLIES)
