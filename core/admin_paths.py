"""Test of whether a path belongs to the admin."""

from functools import cache

from django.urls import reverse


def is_admin_path(path: str) -> bool:
    return path.startswith(_prefix())


@cache
def _prefix() -> str:
    # Looked up once: this took 2 % of the time of a page that is made anew.
    return reverse("wagtailadmin_home")
