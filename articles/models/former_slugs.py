"""Former slugs of topics and people, for redirects from their old URLs."""

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

    An exact match comes before a case-insensitive one, as for redirects of pages.
    Any: an instance of the queryset's model.
    """
    for condition in (
        Q(slug=slug),
        Q(former_slugs__slug=slug),
        Q(slug__iexact=slug),
        Q(former_slugs__slug__iexact=slug),
    ):
        if row := rows.filter(condition).first():
            return row
    return None


@receiver(pre_save, sender=Topic)
@receiver(pre_save, sender=Person)
def remember_stored_slug(
    sender: type[Topic | Person], instance: Topic | Person, **signal: Any
) -> None:
    """Sets ``stored_slug``, the slug in the database. Any: further signal arguments."""
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
    """Records the slug that was replaced; a slug in use is no longer a former one.

    Any: further signal arguments.
    """
    if update_fields is not None and "slug" not in update_fields:
        return
    slugs = [instance.slug, instance.stored_slug]
    instance.former_slugs.model.objects.filter(slug__in=slugs).delete()
    if instance.stored_slug not in {None, instance.slug}:
        instance.former_slugs.create(slug=instance.stored_slug)
