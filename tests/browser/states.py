"""Pages in states that the demo is not in, or not for ever; run inside its server."""

import datetime

from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from home.models import HomePage, StandardPage
from tests.public_forms.sending import told

# Days from today until the next review; None for an article that nobody has reviewed.
DUE_IN = {"current": 200, "due_soon": 30, "overdue": -1, "never": None}


def add():
    """The address of the first article as the writer of an urgent reply gets it."""
    for article, days in zip(
        ArticlePage.objects.live().order_by("path"), DUE_IN.values(), strict=False
    ):
        review_due(article, days)
    add_page_with_password()
    return told(ArticlePage.objects.get(slug="walking-and-lower-back-pain"), "urgent")


def review_due(article, days):
    due = None
    if days is not None:
        due = timezone.localdate() + datetime.timedelta(days=days)
    reviewed = due and due - datetime.timedelta(days=365)
    ArticlePage.objects.filter(pk=article.pk).update(
        last_reviewed=reviewed, next_review_due=due
    )


def add_page_with_password():
    page = HomePage.objects.get().add_child(
        instance=StandardPage(title="For our patients", slug="patients")
    )
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="walk"
    )
