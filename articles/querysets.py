import datetime

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from articles.review import DUE_SOON_DAYS, ReviewStatus


class ArticlePageQuerySet(PageQuerySet):
    def published(self) -> "ArticlePageQuerySet":
        """What the public may see: live, behind no login and no password."""
        return self.live().public()

    def below(self, home: Page) -> "ArticlePageQuerySet":
        """Those of the site that has this home page."""
        return self.filter(path__startswith=home.path)

    def newest_first(self) -> "ArticlePageQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def without_content(self) -> "ArticlePageQuerySet":
        """Rows as cards and lists need them: without the long texts."""
        return self.defer_streamfields().defer("introduction")

    def topics(self) -> QuerySet:
        """The topics that these articles have, by name."""
        topic = self.model.topics.rel.model
        return topic.objects.filter(Exists(self.filter(topics=OuterRef("pk"))))

    def people(self) -> QuerySet:
        """Who wrote or checked these articles, by name; and who has none anywhere.

        A clinician without an article belongs to every site, the authors and reviewers
        of one site not to another.
        """
        person = self.model.author.field.related_model
        theirs = Q(author=OuterRef("pk")) | Q(reviewer=OuterRef("pk"))
        anywhere = self.model.objects.filter(theirs)
        return person.objects.filter(Exists(self.filter(theirs)) | ~Exists(anywhere))

    def by(self, person: Model) -> "ArticlePageQuerySet":
        """Those that the person wrote or checked."""
        return self.filter(Q(author=person) | Q(reviewer=person))

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

    def review_wanted(self, *, today: datetime.date) -> "ArticlePageQuerySet":
        """Overdue and due soon, the oldest date first; then those nobody has reviewed."""
        soon = today + datetime.timedelta(days=DUE_SOON_DAYS)
        wanted = Q(next_review_due__lte=soon) | Q(next_review_due=None)
        by_date = F("next_review_due").asc(nulls_last=True)
        return self.filter(wanted).order_by(by_date, "title", "pk")
