"""Wagtail's admin API, limited to images and documents that the user may choose."""

from typing import Any

from django.db.models import QuerySet
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

ANY_USE = ("choose", "add", "change", "delete")


class ChoosableOnly(BaseAPIViewSet):
    """Mixin that filters by the user's permissions; Wagtail only hides private ones."""

    # Any: images or documents.
    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        allowed = policy.instances_user_has_any_permission_for(
            self.request.user, ANY_USE
        )
        found = super().get_queryset()
        return found.filter(pk__in=allowed.order_by().values("pk"))


class AdminImages(ChoosableOnly, ImagesAdminAPIViewSet):
    pass


class AdminDocuments(ChoosableOnly, DocumentsAdminAPIViewSet):
    pass
