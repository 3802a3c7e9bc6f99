"""Template context of pages, registered for a page type by what computes it."""

from functools import singledispatch
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page


@singledispatch
def page_context(
    page: Page, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """Further template context of a page; ``context`` is what every page has.

    Any: whatever a template draws from. Modules register a function of the same
    signature for a page type, and the ``ready`` of their app imports them: models do
    not import what is computed from them.
    """
    return {}
