from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from contact.inbox import HANDLE, SubmissionViewSet
from contact.models import Submission
from contact.models.submissions import URGENT_NEWS, Status

ACTIONS = {
    "contact.view": ("View", "Read"),
    "contact.export": ("Export", "Exported"),
    "contact.handle": ("Handle", "Marked as handled"),
    "contact.reopen": ("Reopen", "Made new again"),
    "contact.note": ("Note", "Noted something"),
    "contact.delete": ("Delete", "Deleted for good"),
}


class AssignmentFormatter(LogFormatter):
    label = "Assign"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return f"Assigned to {log_entry.data['to'] or 'nobody'}"


@hooks.register("register_admin_viewset")
def register_submission_viewset() -> SubmissionViewSet:
    return SubmissionViewSet()


@hooks.register("register_log_actions")
def register_submission_log_actions(actions: LogActionRegistry) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
    actions.register_action("contact.assign")(AssignmentFormatter)


class MessagesMenuItem(MenuItem):
    """Menu item with the number of new submissions, without spam."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(HANDLE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        new = Submission.objects.filter(status=Status.NEW, is_news=True).count()
        label = f"{self.label} ({new})" if new else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def show_messages_in_menu() -> MenuItem:
    return MessagesMenuItem(
        "Messages",
        reverse("submissions:index"),
        name="messages",
        icon_name="mail",
        order=170,
    )


class UrgentMessages(Component):
    """Dashboard panel with the number of urgent submissions, shown first."""

    order = 11
    template_name = "contact/admin/urgent.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"number": Submission.objects.filter(URGENT_NEWS).count()}


@hooks.register("construct_homepage_panels")
def show_urgent_messages(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(HANDLE):
        panels.append(UrgentMessages())


@hooks.register("construct_main_menu")
def remove_forms_menu_item(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Removes Wagtail's list of submissions, which lacks encryption and access logs."""
    menu_items[:] = [item for item in menu_items if item.name != "forms"]


@hooks.register("register_permissions")
def register_submission_permissions() -> QuerySet[Permission]:
    """Permissions that the group form offers."""
    return Permission.objects.filter(
        content_type__app_label="contact", content_type__model="submission"
    )
