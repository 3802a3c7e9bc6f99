from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from outbox import admin_views
from outbox.admin_views import WebhookViewSet
from outbox.models import Delivery, Endpoint
from outbox.tasks import CHANGE_WEBHOOKS, SWITCH_OFF
from public_forms.wagtail_hooks import PermissionMenuItem


@hooks.register("register_admin_viewset")
def register_webhooks() -> WebhookViewSet:
    return WebhookViewSet()


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return admin_views.urlpatterns


@hooks.register("register_log_actions")
def register_webhook_log_actions(actions: LogActionRegistry) -> None:
    words = {
        admin_views.SHOWN: ("Show secret", "Saw the secret"),
        admin_views.REPLACED: ("Replace secret", "Replaced the secret"),
        SWITCH_OFF: ("Switch off", "Switched off after failures"),
    }
    for action, (label, message) in words.items():
        actions.register_action(action, label, message)


@hooks.register("register_reports_menu_item")
def offer_overview() -> MenuItem:
    return PermissionMenuItem(
        admin_views.TITLE,
        reverse("outbox"),
        icon_name="mail",
        order=890,
        permission=CHANGE_WEBHOOKS,
    )


class FailingEndpoints(Component):
    """Dashboard panel of receivers that accept nothing, and of messages given up."""

    order = 21
    template_name = "outbox/admin/failing.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        failing = Endpoint.objects.exclude(failing_since=None)
        given_up = Delivery.objects.filter(status=Delivery.Status.GIVEN_UP)
        return {"failing": failing, "given_up": given_up.count()}


@hooks.register("construct_homepage_panels")
def show_failing_endpoints(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(CHANGE_WEBHOOKS):
        panels.append(FailingEndpoints())
