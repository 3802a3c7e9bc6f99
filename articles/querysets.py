import datetime

from django.db.models import Q
from wagtail.query import PageQuerySet

from articles.review import DUE_SOON_DAYS, ReviewStatus


class ArticlePageQuerySet(PageQuerySet):
    def published(self) -> "ArticlePageQuerySet":
        """What the public may see: live, behind no login and no password."""
        return self.live().public()

    def newest_first(self) -> "ArticlePageQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self) -> "ArticlePageQuerySet":
        """With all that a card shows, in a constant number of queries."""
        return self.select_related("hero_image").prefetch_related(
            "topics", "hero_image__renditions"
        )

    def without_content(self) -> "ArticlePageQuerySet":
        """Rows as cards and lists need them: without the long texts."""
        return self.defer_streamfields().defer("introduction")

    def review_status(
        self, status: ReviewStatus, *, today: datetime.date
    ) -> "ArticlePageQuerySet":
        """Articles whose clinical review has this status on that day."""
        soon = today + datetime.timedelta(days=DUE_SOON_DAYS)
        conditions: dict[ReviewStatus, Q] = {
            "never": Q(next_review_due=None),
            "overdue": Q(next_review_due__lt=today),
            "due_soon": Q(next_review_due__gte=today, next_review_due__lte=soon),
            "current": Q(next_review_due__gt=soon),
        }
        return self.filter(conditions[status])
