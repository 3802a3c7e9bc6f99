"""The form that every page is edited with, in the admin and through the API."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

# The first path segments that the project's own URLs take; a page right under a
# site's root with such a slug could never be reached.
RESERVED_SLUGS = frozenset(
    {
        "_util",
        "admin",
        "api",
        "articles.atom",
        "documents",
        "forms",
        "handing-in",
        "media",
        "people",
        "replies",
        "robots.txt",
        "search",
        "sitemap.xml",
        "static",
        "topics",
    }
)
TAKEN = "“%s” is taken by the site itself. Choose another."


def is_taken(slug: str, parent: Page) -> bool:
    return slug in RESERVED_SLUGS and parent.sites_rooted_here.exists()


class PageForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        slug = values.get("slug", "")
        if is_taken(slug, self.parent_page):
            self.add_error("slug", TAKEN % slug)
        return values
