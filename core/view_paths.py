"""Paths of views with one argument, for answers that name many of them.

Django's ``reverse`` looks for the pattern again for each value, which takes ten times as
long as a list needs for the rest of an address. The path of a view has the same form for
all numbers, and for all slugs that need no escaping.
"""

import re
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse
from wagtail.models import pages

# A slug, or the slugs of a page and of those above it.
PLAIN = re.compile(r"[A-Za-z0-9_-]+|(?:[A-Za-z0-9_-]+/)+")
NUMBER, SLUG, SLUGS = 1_000_000_007, "a-slug-of-its-own", "a-slug-of-its-own/"


def view_path(name: str, value: int | str) -> str:
    """The result of ``reverse(name, args=[value])``."""
    if isinstance(value, int):
        stand_in: int | str = NUMBER
    elif PLAIN.fullmatch(value):
        stand_in = SLUGS if value.endswith("/") else SLUG
    else:
        return reverse(name, args=[value])
    before, after = _form(name, stand_in, get_script_prefix())
    return f"{before}{value}{after}"


@lru_cache(maxsize=500)
def _form(name: str, stand_in: int | str, prefix: str) -> tuple[str, str]:
    """The path before and after the value; ``prefix``: that of the application."""
    before, _, after = reverse(name, args=[stand_in]).rpartition(str(stand_in))
    return before, after


def patch_pages() -> None:
    """Makes the addresses of pages, also of those without a model of ours, by this."""
    pages.reverse = _reverse


# Any: as Wagtail calls Django's function.
def _reverse(name: str, *arguments: Any, **options: Any) -> str:
    if name == "wagtail_serve":
        [path] = options["args"]
        return view_path(name, path)
    return reverse(name, *arguments, **options)
