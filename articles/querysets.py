import datetime

from django.db.models import F, Q
from wagtail.query import PageQuerySet

from articles.review import DUE_SOON_DAYS, ReviewStatus


class ArticlePageQuerySet(PageQuerySet):
    def without_content(self) -> "ArticlePageQuerySet":
        """Defers the long texts, which cards and lists do not show."""
        return self.defer_streamfields().defer("introduction")

    def review_status(
        self, status: ReviewStatus, *, today: datetime.date
    ) -> "ArticlePageQuerySet":
        """Articles whose clinical review has this status on the date ``today``."""
        soon = today + datetime.timedelta(days=DUE_SOON_DAYS)
        conditions: dict[ReviewStatus, Q] = {
            "never": Q(next_review_due=None),
            "overdue": Q(next_review_due__lt=today),
            "due_soon": Q(next_review_due__gte=today, next_review_due__lte=soon),
            "current": Q(next_review_due__gt=soon),
        }
        return self.filter(conditions[status])

    def review_wanted(self, *, today: datetime.date) -> "ArticlePageQuerySet":
        """Overdue and due soon, by due date; then those without a review."""
        soon = today + datetime.timedelta(days=DUE_SOON_DAYS)
        is_due = Q(next_review_due__lte=soon) | Q(next_review_due=None)
        by_date = F("next_review_due").asc(nulls_last=True)
        return self.filter(is_due).order_by(by_date, "title", "pk")
