"""Addresses of the fields and blocks of a page in the admin's form.

Wagtail's scripts find what the fragment ``#:w:contentpath=benefits.ID.items.ID`` names.
"""

from collections.abc import Iterator
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page


def fragment(content_path: str) -> str:
    return f"#:w:contentpath={content_path}"


def block_paths(page: Page) -> dict[str, str]:
    """The content path of each block of the page that has an id, by this id."""
    streams = (
        field.name
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    )
    return {
        key: path
        for name in streams
        for key, path in _within(list(getattr(page, name).raw_data), name)
    }


# Any: stored JSON.
def _within(stored: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yields id and content path of each block in the stored value of a block."""
    if isinstance(stored, dict):
        for name, value in stored.items():
            yield from _within(value, f"{path}.{name}")
    elif isinstance(stored, list):
        for item in stored:
            key = item.get("id") if isinstance(item, dict) else None
            if isinstance(key, str) and "value" in item:
                yield key, f"{path}.{key}"
                yield from _within(item["value"], f"{path}.{key}")


def field_names(page: Page) -> list[str]:
    """Those of the page's members in the API that are fields of its form."""
    shown = {"title", *(field.name for field in page.api_fields)}
    form = page.get_edit_handler().get_form_class()
    return [name for name in form.base_fields if name in shown]
