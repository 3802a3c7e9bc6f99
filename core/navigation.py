"""Relation of a navigation link to the page that shows it."""

from typing import Literal
from urllib.parse import urlsplit


def state_of(href: str, path: str) -> Literal["page", "section", ""]:
    """“page” for a link to this path, “section” for one to a path above it."""
    there = urlsplit(href).path
    if there == path:
        return "page"
    return "section" if len(there) > 1 and path.startswith(there) else ""
