"""Deletion guard: topics and people that articles name cannot be deleted."""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from wagtail.actions import DeleteAction

from articles.models import ArticlePage, Topic
from clinic.deletion_guard import DeletePerson
from clinic.models import Person
from core.admin_errors import Refused


class DeleteTopic(DeleteAction):
    """Delete action of the admin and the API that refuses topics in use."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_unused([self.instance])


class DeleteUnnamedPerson(DeletePerson):
    """The same for people whom published articles name."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_unnamed([self.instance])


def topic_articles_url(topic: Topic) -> str:
    return f"{reverse('article_listing:index')}?topics={topic.pk}"


def require_unused(topics: Collection[Topic]) -> None:
    """Raises ``Refused`` for topics in use: Wagtail counts no many-to-many uses."""
    number = ArticlePage.objects.filter(topics__in=topics).distinct().count()
    if number:
        have = "1 article has" if number == 1 else f"{number} articles have"
        raise Refused(
            f"{have} this topic. Take it from there first, then delete it.",
            see=topic_articles_url(next(iter(topics))),
            label="See the articles",
        )


def require_unnamed(people: Collection[Person]) -> None:
    """Raises ``Refused`` for people whom published articles name."""
    named = Q(author__in=people) | Q(reviewer__in=people)
    articles = ArticlePage.objects.live().filter(named)
    first = articles.first()
    if first is None:
        return
    number = articles.count()
    name = (
        "1 published article names"
        if number == 1
        else f"{number} published articles name"
    )
    person = first.author if first.author in people else first.reviewer
    raise Refused(
        f"{name} this person as author or reviewer. Choose somebody else there first, "
        "then delete this one.",
        see=reverse("wagtailsnippets_clinic_person:usage", args=[person.pk]),
        label="See the articles",
    )
