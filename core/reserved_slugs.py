"""Slugs reserved by the URLconf, which no page right below a site root may use."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page

# The first segment of a route or of a regular expression, where it is literal.
FIRST_SEGMENT = re.compile(r"\^?([\w.-]+)(?:/|\$?$)")
# Its Markdown is at “/index.md”.
MARKDOWN_OF_HOME = "index"
TAKEN = "“%s” is taken by the site itself. Choose another."


def reserved_slugs() -> frozenset[str]:
    """The first path segments of the URLconf, and of the static files."""
    patterns = get_resolver().url_patterns
    return frozenset(
        [*_first_segments(patterns), settings.STATIC_URL.strip("/"), MARKDOWN_OF_HOME]
    )


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        if not route and isinstance(pattern, URLResolver):
            yield from _first_segments(pattern.url_patterns)
        elif found := FIRST_SEGMENT.match(route):
            yield found[1]


def is_taken(slug: str, parent: Page) -> bool:
    return slug in reserved_slugs() and parent.sites_rooted_here.exists()


def check(slug: str, parent: Page | None) -> None:
    """Raises a ValidationError of the field ``slug`` if the slug is reserved."""
    if parent and is_taken(slug, parent):
        raise ValidationError({"slug": TAKEN % slug})


def check_move(
    instance: Page,
    parent_page_before: Page,
    parent_page_after: Page,
    **signal: Any,
) -> None:
    """Receiver of ``pre_page_move``: a move saves a plain Page, without our checks."""
    if parent_page_before != parent_page_after:
        check(instance.slug, parent_page_after)
