from django.db import models
from django.db.models import Count, Q


class CommentQuerySet(models.QuerySet):
    def published(self) -> "CommentQuerySet":
        """What visitors read: published, and below nothing that is not."""
        return self.filter(
            Q(parent=None) | Q(parent__status="published"), status="published"
        )

    def newest_moments(self) -> "CommentQuerySet":
        """When the published ones were written, the newest first.

        By key, which is in the same order and has an index.
        """
        return self.published().order_by("-pk").values("created_at")

    def waiting(self) -> "CommentQuerySet":
        """The moderators' queue, urgent ones first, then the oldest."""
        return self.filter(status="waiting").order_by("-is_urgent", "created_at", "pk")

    def count_by_page(self) -> dict[int, int]:
        """How many of these stand on each page."""
        rows = self.order_by().values_list("page_id").annotate(number=Count("pk"))
        return dict(rows)
