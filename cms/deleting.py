"""Pictures that the public sees are not deleted under its eyes."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.actions import DeleteAction
from wagtail.models import Page, ReferenceIndex

from cms.models import Image
from cms.refusals import Refused


class DeletePicture(DeleteAction):
    """Wagtail's, of the admin and of the API, but not while a public page uses it."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_unused([self.instance])


def require_unused(pictures: Collection[Image]) -> None:
    """Raises ``Refused`` where a published page would lose one of the pictures."""
    used = ReferenceIndex.get_references_to_in_bulk(pictures).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = dict(used.values_list("object_id", "to_object_id"))
    pages = Page.objects.live().filter(pk__in=keys)
    if not pages:
        return
    which = (
        "1 published page uses"
        if len(pages) == 1
        else f"{len(pages)} published pages use"
    )
    raise Refused(
        f"{which} this picture. Choose another one there first, then delete it.",
        see=reverse("wagtailimages:image_usage", args=[keys[str(pages[0].pk)]]),
        label="See where it is used",
    )
