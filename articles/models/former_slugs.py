"""Slugs that topics and people had before: their old addresses lead to the new ones."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from articles.models.topics import Topic
from clinic.models import Person


class FormerSlug(models.Model):
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        abstract = True


class FormerTopicSlug(FormerSlug):
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="former_slugs"
    )

    def __str__(self) -> str:
        return self.slug


class FormerPersonSlug(FormerSlug):
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="former_slugs"
    )

    def __str__(self) -> str:
        return self.slug


def at_slug(rows: QuerySet, slug: str) -> Any:
    """The row with this slug, else the one that had it before; None for neither.

    In other capitals it is found where nothing has them as they stand, as redirects of
    pages are. Any: of the model of the rows.
    """
    for called in (
        Q(slug=slug),
        Q(former_slugs__slug=slug),
        Q(slug__iexact=slug),
        Q(former_slugs__slug__iexact=slug),
    ):
        if row := rows.filter(called).first():
            return row
    return None


@receiver(pre_save, sender=Topic)
@receiver(pre_save, sender=Person)
def note_stored_slug(
    sender: type[Topic | Person], instance: Topic | Person, **signal: Any
) -> None:
    """Any: what Django sends besides."""
    stored = sender.objects.filter(pk=instance.pk)
    instance.stored_slug = stored.values_list("slug", flat=True).first()


@receiver(post_save, sender=Topic)
@receiver(post_save, sender=Person)
def keep_former_slug(
    sender: type[Topic | Person],
    instance: Topic | Person,
    update_fields: frozenset[str] | None = None,
    **signal: Any,
) -> None:
    """Keeps the slug that was given up; one that is taken anew is nobody's former one.

    Any: what Django sends besides.
    """
    if update_fields is not None and "slug" not in update_fields:
        return
    slugs = [instance.slug, instance.stored_slug]
    instance.former_slugs.model.objects.filter(slug__in=slugs).delete()
    if instance.stored_slug not in {None, instance.slug}:
        instance.former_slugs.create(slug=instance.stored_slug)
