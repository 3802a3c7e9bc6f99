from django.db import models
from django.db.models import Q


class CommentQuerySet(models.QuerySet):
    def published(self) -> "CommentQuerySet":
        """Published replies, except answers to a reply that is not published."""
        return self.filter(
            Q(parent=None) | Q(parent__status="published"), status="published"
        )

    def waiting(self) -> "CommentQuerySet":
        """The moderation queue: urgent replies first, then the oldest."""
        return self.filter(status="waiting").order_by("-is_urgent", "created_at", "pk")
