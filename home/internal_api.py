"""Wagtail's admin API for pages, with our limits, locks and deletion guard."""

from typing import Any

from django.conf import settings
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from wagtail.admin.api.actions.base import APIAction
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.create_alias import CreatePageAliasAPIAction
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.actions.revert_to_page_revision import (
    RevertToPageRevisionAPIAction,
)
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from core.admin import site_roots
from core.api.v3.page_locks import reason_of_lock

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


class Unlocked(APIAction):
    """Mixin for actions that the form of a locked page does not offer."""

    # Any: what the action's serializer has read.
    def execute(self, instance: Page, data: dict[str, Any]) -> Response:
        if reason := reason_of_lock(instance, self.request.user):
            raise PermissionDenied(reason)
        return super().execute(instance, data)


class PublishPage(Unlocked, PublishPageAPIAction):
    pass


class RevertPage(Unlocked, RevertToPageRevisionAPIAction):
    pass


class DeletePage(DeletePageAPIAction):
    # Any: what the action's serializer has read.
    def _action_from_data(
        self, instance: Page, data: dict[str, Any]
    ) -> site_roots.DeletePage:
        return site_roots.DeletePage(instance, user=self.request.user)


class AdminPages(PagesAdminAPIViewSet):
    actions = {
        **PagesAdminAPIViewSet.actions,
        "copy": CopyPage,
        "create_alias": CreateAlias,
        "delete": DeletePage,
        "publish": PublishPage,
        "revert_to_page_revision": RevertPage,
    }
