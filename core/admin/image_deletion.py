"""Deletion guard: images in use by published content cannot be deleted."""

from collections.abc import Collection
from typing import NoReturn

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.actions import DeleteAction
from wagtail.models import Page, ReferenceIndex

from core.admin_errors import Refused
from core.models import Image


class DeleteImage(DeleteAction):
    """Delete action of the admin and the API that refuses images in public use."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_unused([self.instance])


def require_unused(pictures: Collection[Image]) -> None:
    """Raises ``Refused`` if published content uses one of the images.

    Objects other than pages (a person, the clinic's settings) are always public.
    """
    page_type = ContentType.objects.get_for_model(Page)
    used = ReferenceIndex.get_references_to_in_bulk(pictures)
    on_pages = dict(
        used.filter(base_content_type=page_type).values_list(
            "object_id", "to_object_id"
        )
    )
    pages = Page.objects.live().filter(pk__in=on_pages)
    if pages:
        number = len(pages)
        users = (
            "1 published page uses" if number == 1 else f"{number} published pages use"
        )
        _refuse(users, on_pages[str(pages[0].pk)])
    if other := used.exclude(base_content_type=page_type).first():
        _refuse(f"The {other.model_name} uses", other.to_object_id)


def _refuse(users: str, picture: str) -> NoReturn:
    raise Refused(
        f"{users} this picture. Choose another one there first, then delete it.",
        see=reverse("wagtailimages:image_usage", args=[picture]),
        label="See where it is used",
    )
