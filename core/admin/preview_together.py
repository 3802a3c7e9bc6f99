"""Bulk action that shows several drafts together on the front end of their site."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from core.front_end_previews import preview_url_of, redirect_with, token_of_set

MOST = 20
NO_FRONT_END = (
    "Only drafts of one website can be shown together, and only where an administrator "
    "has entered its address for drafts under Settings → Website of its own."
)
TOO_MANY = f"At most {MOST} pages are shown together."


class PreviewTogether(PageBulkAction):
    """Leads to the front end with a token for the chosen pages; changes nothing."""

    display_name = "Preview together"
    aria_label = "Show the drafts of the chosen pages on the website"
    action_type = "preview"
    # Under *More*, after Wagtail's own actions: most clinics have no front end.
    action_priority = 60
    http_method_names = ["get"]

    def check_perm(self, page: Page) -> bool:
        rights = page.permissions_for_user(self.request.user)
        return bool(rights.can_edit() or rights.can_publish())

    def get(self, request: HttpRequest) -> HttpResponse:
        found, others = self.get_actionable_objects()
        if any(others.values()):
            raise PermissionDenied
        if len(found) > MOST:
            return self._refused(TOO_MANY)
        pages = [page.specific for page in found]
        urls = {preview_url_of(page) for page in pages}
        url = urls.pop()
        if urls or not url:
            return self._refused(NO_FRONT_END)
        return redirect_with(token_of_set(pages, request), url)

    def _refused(self, problem: str) -> HttpResponse:
        messages.error(self.request, problem)
        url = self.next_url
        return redirect("wagtailadmin_home" if url == self.request.path else url)
