"""The addresses that no page may take, because the site itself answers there."""

from typing import Any

from django.core.exceptions import ValidationError
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


def check(slug: str, parent: Page | None) -> None:
    """Raises ValidationError, which names the field, where the slug is taken."""
    if parent and is_taken(slug, parent):
        raise ValidationError({"slug": TAKEN % slug})


def check_move(
    instance: Page,
    parent_page_before: Page,
    parent_page_after: Page,
    **signal: Any,
) -> None:
    """Receiver of ``pre_page_move``: a move saves the page as Wagtail's, not as ours."""
    if parent_page_before != parent_page_after:
        check(instance.slug, parent_page_after)
