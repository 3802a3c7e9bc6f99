"""Admin hooks for copies of large page trees."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from core.admin.visible_pages import visible_pages
from core.models.users import signed_in_user
from home import background_copies
from home.internal_api import AdminPages
from public_forms.retention import DONE_KEPT

MAX_COPIES = 5


@hooks.register("before_copy_page")
def queue_copy_of_large_tree(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Queues the copy of a large tree, which Wagtail's view would do in one request."""
    number = page.get_descendants().count()
    if request.method != "POST" or number < settings.BACKGROUND_COPY_PAGES:
        return None
    form = page.specific_class.copy_form_class(
        request.POST, user=request.user, page=page
    )
    data = form.is_valid() and form.cleaned_data
    if not data or not data["copy_subpages"]:
        # Wagtail's view reports the errors, or does the copy, which is fast then.
        return None
    alias = bool(data.get("alias"))
    parent = data["new_parent_page"] or page.get_parent()
    background_copies.start(
        page,
        to=parent,
        title="" if alias else data["new_title"],
        slug=data["new_slug"],
        publish=bool(data.get("publish_copies")),
        alias=alias,
        by=signed_in_user(request),
    )
    messages.success(
        request,
        f"“{page.get_admin_display_title()}” and {number} pages below it are being "
        "copied. You can go on working: the copy fills here as a draft, and goes public "
        "only when all of it is there. The dashboard shows how far it is.",
        buttons=[messages.button(reverse("wagtailadmin_home"), "Dashboard")],
    )
    return redirect("wagtailadmin_explore", parent.pk)


class LargeCopies(Component):
    """Dashboard panel with the user's latest background copies and their progress."""

    order = 30
    template_name = "home/admin/copies.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = background_copies.requested_by(user).filter(
            enqueued_at__gte=timezone.now() - DONE_KEPT
        )
        copies = background_copies.progress_of(rows[:MAX_COPIES])
        page_ids = {key for each in copies for key in (each.source_id, each.page_id)}
        pages = visible_pages(user).in_bulk(page_ids - {None})
        return {
            "copies": [
                (each, _title(each, pages), pages.get(each.page_id)) for each in copies
            ]
        }


def _title(copy: background_copies.Progress, pages: dict[int, Page]) -> str:
    source = pages.get(copy.source_id)
    return copy.title or (source.get_admin_display_title() if source else "A page")


# After Wagtail's own hooks.
@hooks.register("construct_admin_api", order=1)
def register_admin_pages(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", AdminPages)


@hooks.register("construct_homepage_panels")
def show_large_copies(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(LargeCopies())
