"""Deletion guard: pages at which a site begins are not deleted.

Wagtail deletes the site with them, and the database its settings, without a word.
"""

from collections.abc import Iterable

from django.urls import reverse
from wagtail.actions import DeletePageAction
from wagtail.models import Page, Site

from core.admin_errors import Refused

BEGINS_HERE = (
    "The site %s begins at “%s”. Let it begin at another page first (Settings, Sites), "
    "or delete the site."
)


class DeletePage(DeletePageAction):
    """Delete action of the APIs that refuses pages at which a site begins."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_no_site([self.page])


def require_no_site(pages: Iterable[Page]) -> None:
    """Raises ``Refused`` if a site begins at one of the pages or below it."""
    for page in pages:
        begun = Site.objects.filter(root_page__path__startswith=page.path)
        if site := begun.select_related("root_page").first():
            root = site.root_page
            raise Refused(
                BEGINS_HERE % (site.hostname, root.get_admin_display_title()),
                see=reverse("wagtailadmin_explore", args=[root.pk]),
                label="See the page",
            )
