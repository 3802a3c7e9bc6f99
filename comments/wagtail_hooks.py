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

from comments.models import Comment
from comments.moderation import ANSWER, EDIT, MODERATE
from comments.moderation_queue import CommentViewSet

ACTIONS = {
    "comments.publish": ("Publish", "Published"),
    "comments.spam": ("Mark as spam", "Marked as spam"),
    "comments.bin": ("Put in the bin", "Put in the bin"),
    "comments.wait": ("Put back", "Put back to those that wait"),
    ANSWER: ("Answer", "Answered for the clinic"),
}


class EditFormatter(LogFormatter):
    """Log message with the previous values, as plain text to be escaped."""

    label = "Edit"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        before = log_entry.data["before"].items()
        previous = "; ".join(f"{name}: “{value}”" for name, value in before)
        return f"Changed by a moderator. What stood there before: {previous}"


@hooks.register("register_admin_viewset")
def register_comment_viewset() -> CommentViewSet:
    return CommentViewSet()


@hooks.register("register_log_actions")
def register_moderation_log_actions(actions: LogActionRegistry) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
    actions.register_action(EDIT)(EditFormatter)


class RepliesMenuItem(MenuItem):
    """Menu item with the number of waiting replies."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = Comment.objects.waiting().count()
        label = f"{self.label} ({number})" if number else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)


@hooks.register("register_admin_menu_item")
def show_replies_in_menu() -> MenuItem:
    return RepliesMenuItem(
        "Replies",
        reverse("replies:index"),
        name="replies",
        icon_name="comment",
        order=160,
    )


class UrgentReplies(Component):
    """Dashboard panel with the number of urgent replies, shown first."""

    order = 10
    template_name = "comments/admin/urgent.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        waiting = Comment.objects.waiting()
        return {"number": waiting.filter(is_urgent=True).count()}


@hooks.register("construct_homepage_panels")
def show_urgent_replies(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(MODERATE):
        panels.append(UrgentReplies())


@hooks.register("register_permissions")
def register_moderation_permission() -> QuerySet[Permission]:
    """Permissions that the group form offers."""
    return Permission.objects.filter(
        content_type__app_label="comments", content_type__model="comment"
    )
