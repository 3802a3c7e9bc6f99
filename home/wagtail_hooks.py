"""Copies of large trees are made by the worker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from home import background_copies


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
        "only when all of it is there.",
    )
    return redirect("wagtailadmin_explore", parent.pk)
