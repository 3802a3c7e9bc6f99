import datetime

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from articles.review import DUE_SOON_DAYS, ReviewStatus


class ArticlePageQuerySet(PageQuerySet):
    def published(self) -> "ArticlePageQuerySet":
        """Live articles without view restrictions."""
        return self.live().public()

    def below(self, home: Page) -> "ArticlePageQuerySet":
        """Articles of the site with this home page."""
        return self.filter(path__startswith=home.path)

    def newest_first(self) -> "ArticlePageQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def without_content(self) -> "ArticlePageQuerySet":
        """Defers the long texts, which cards and lists do not show."""
        return self.defer_streamfields().defer("introduction")

    def topics(self) -> QuerySet:
        """Topics of these articles, by name."""
        topic = self.model.topics.rel.model
        return topic.objects.filter(Exists(self.filter(topics=OuterRef("pk"))))

    def people(self) -> QuerySet:
        """Authors and reviewers of these articles, and people without any article.

        A clinician without an article belongs to every site; authors and reviewers
        belong only to the sites of their articles. Ordered by name.
        """
        person = self.model.author.field.related_model
        is_theirs = Q(author=OuterRef("pk")) | Q(reviewer=OuterRef("pk"))
        all_articles = self.model.objects.filter(is_theirs)
        return person.objects.filter(
            Exists(self.filter(is_theirs)) | ~Exists(all_articles)
        )

    def by(self, person: Model) -> "ArticlePageQuerySet":
        """Articles that the person wrote or reviewed."""
        return self.filter(Q(author=person) | Q(reviewer=person))

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
