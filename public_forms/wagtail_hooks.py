from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from core.storage import shortage
from public_forms import retention
from public_forms.admin_views import (
    BACKGROUND_WORK,
    PERSONAL_DATA,
    BackgroundWorkScreen,
    PersonalDataScreen,
)
from public_forms.front_end_admin import FrontEndKeyViewSet


@hooks.register("register_admin_viewset")
def add_front_ends_keys() -> FrontEndKeyViewSet:
    return FrontEndKeyViewSet()


@hooks.register("register_admin_urls")
def add_screens() -> list[URLPattern]:
    return [
        path("visitors-data/", PersonalDataScreen.as_view(), name="personal_data"),
        path(
            "background-work/", BackgroundWorkScreen.as_view(), name="background_work"
        ),
    ]


class PermissionMenuItem(MenuItem):
    """Menu item for users with the permission ``permission``."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


@hooks.register("register_settings_menu_item")
def offer_personal_data() -> MenuItem:
    return PermissionMenuItem(
        "Visitors' data",
        reverse("personal_data"),
        icon_name="user",
        order=900,
        permission=PERSONAL_DATA,
    )


@hooks.register("register_reports_menu_item")
def offer_background_work() -> MenuItem:
    return PermissionMenuItem(
        "Background work",
        reverse("background_work"),
        icon_name="tasks",
        order=900,
        permission=BACKGROUND_WORK,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("public_forms.find", "Find", "Looked for a visitor's data")
    actions.register_action(
        "public_forms.export", "Export", "Exported a visitor's data"
    )
    actions.register_action("public_forms.erase", "Erase", "Erased a visitor's data")


@hooks.register("register_permissions")
def offer_rights() -> QuerySet[Permission]:
    """Lists the permissions of this app in the form of a group."""
    return Permission.objects.filter(
        content_type__app_label="public_forms", content_type__model="idempotencykey"
    )


class FailedWork(Component):
    """Dashboard panel with the numbers of failed and delayed tasks."""

    order = 20
    template_name = "public_forms/admin/failed_work.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {
            "number": retention.number_failed(),
            "delayed": retention.number_delayed(),
        }


class FullDisk(Component):
    """Dashboard panel that warns of low disk space for uploads."""

    order = 10
    template_name = "public_forms/admin/full_disk.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"free": shortage()}


@hooks.register("construct_homepage_panels")
def show_failed_work(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(BACKGROUND_WORK):
        panels += [FullDisk(), FailedWork()]
