"""Wagtail's admin API for pages, which refuses copies of large trees."""

from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from wagtail.admin.api.actions.base import APIAction
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.create_alias import CreatePageAliasAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

TOO_LARGE = (
    "Pages with {} or more below them are copied in the background: use the admin's "
    "form “Copy”, or API v3."
)


class SmallTrees(APIAction):
    """Mixin for actions that copy a page with all below it."""

    # Any: what the action's serializer has read.
    def execute(self, instance: Page, data: dict[str, Any]) -> Response:
        number = instance.get_descendants().count()
        if data["recursive"] and number >= settings.BACKGROUND_COPY_PAGES:
            told = TOO_LARGE.format(settings.BACKGROUND_COPY_PAGES)
            raise ValidationError({"recursive": [told]})
        return super().execute(instance, data)


class CopyPage(SmallTrees, CopyPageAPIAction):
    pass


class CreateAlias(SmallTrees, CreatePageAliasAPIAction):
    pass


class AdminPages(PagesAdminAPIViewSet):
    actions = {
        **PagesAdminAPIViewSet.actions,
        "copy": CopyPage,
        "create_alias": CreateAlias,
    }
