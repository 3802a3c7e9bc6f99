"""Deletion guard: files in use by published content cannot be deleted."""

from collections.abc import Collection
from typing import NoReturn, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.actions import DeleteAction
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex

from core.admin_errors import Refused
from core.models import Image

File: TypeAlias = Image | Document


class DeleteFile(DeleteAction):
    """Delete action of the admin and the API that refuses files in public use."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_unused([self.instance])


def require_unused(files: Collection[File]) -> None:
    """Raises ``Refused`` if published content uses one of the files.

    They are all images or all documents.

    Objects other than pages (a person, the clinic's settings) are always public.
    """
    if not files:
        return
    page_type = ContentType.objects.get_for_model(Page)
    used = ReferenceIndex.get_references_to_in_bulk(files)
    on_pages = dict(
        used.filter(base_content_type=page_type).values_list(
            "object_id", "to_object_id"
        )
    )
    pages = Page.objects.live().filter(pk__in=on_pages)
    [kind] = {type(file) for file in files}
    if pages:
        number = len(pages)
        users = (
            "1 published page uses" if number == 1 else f"{number} published pages use"
        )
        _refuse(kind, users, on_pages[str(pages[0].pk)])
    if other := used.exclude(base_content_type=page_type).first():
        _refuse(kind, f"The {other.model_name} uses", other.to_object_id)


def _refuse(kind: type[File], users: str, key: str) -> NoReturn:
    is_image = kind is Image
    usage = "wagtailimages:image_usage" if is_image else "wagtaildocs:document_usage"
    raise Refused(
        f"{users} this {'picture' if is_image else 'document'}. Choose another one "
        "there first, then delete it.",
        see=reverse(usage, args=[key]),
        label="See where it is used",
    )
