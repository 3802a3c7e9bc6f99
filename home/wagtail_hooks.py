"""Copies of large trees are made by the worker."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from core.admin.visible_pages import visible_pages
from home import background_copies
from public_forms.retention import DONE_KEPT

COPIES_ON_DASHBOARD = 5


@hooks.register("before_copy_page")
def copy_large_trees_later(request: HttpRequest, page: Page) -> HttpResponse | None:
    """In place of Wagtail's view, which copies all of it in one request."""
    number = page.get_descendants().count()
    if request.method != "POST" or number < background_copies.LARGE:
        return None
    form = page.specific_class.copy_form_class(
        request.POST, user=request.user, page=page
    )
    wanted = form.is_valid() and form.cleaned_data
    if not wanted or not wanted["copy_subpages"] or wanted.get("alias"):
        # Wagtail's view says what is wrong, or does what is quick.
        return None
    parent = wanted["new_parent_page"] or page.get_parent()
    background_copies.start(
        page,
        to=parent,
        title=wanted["new_title"],
        slug=wanted["new_slug"],
        publish=bool(wanted.get("publish_copies")),
        by=request.user,
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
    """The user's last copies of large trees, with their progress, on the dashboard."""

    order = 30
    template_name = "home/admin/copies.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = background_copies.asked_by(user).filter(
            enqueued_at__gte=timezone.now() - DONE_KEPT
        )
        copies = background_copies.progress_of(rows[:COPIES_ON_DASHBOARD])
        wanted = {key for each in copies for key in (each.source_id, each.page_id)}
        pages = visible_pages(user).in_bulk(wanted - {None})
        return {
            "copies": [
                (each, _title(each, pages), pages.get(each.page_id)) for each in copies
            ]
        }


def _title(copy: background_copies.Progress, pages: dict[int, Page]) -> str:
    source = pages.get(copy.source_id)
    return copy.title or (source.get_admin_display_title() if source else "A page")


@hooks.register("construct_homepage_panels")
def show_large_copies(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(LargeCopies())
