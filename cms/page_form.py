"""The form that every page is edited with, in the admin and through the API."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

# The first path segments that the project's own URLs take; a page right under a
# site's root with such a slug could never be reached.
RESERVED_SLUGS = frozenset(
    {"admin", "api", "articles.atom", "documents", "media", "people", "robots.txt"}
    | {"search", "sitemap.xml", "static", "topics", "django-admin"}
)


class PageForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        slug = values.get("slug")
        if slug in RESERVED_SLUGS and self.parent_page.sites_rooted_here.exists():
            self.add_error(
                "slug", f"“{slug}” is taken by the site itself. Choose another."
            )
        return values
