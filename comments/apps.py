from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "replies"

    def ready(self) -> None:
        # Models can be imported only now.
        from comments.models import Comment
        from comments.personal_data import REPLIES
        from core.api import caching
        from public_forms import personal_data

        personal_data.register(REPLIES)
        caching.register_last_modified(Comment.objects.latest_creation_times)
