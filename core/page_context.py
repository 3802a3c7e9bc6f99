"""Registry of functions that add to the template context of a page type."""

from functools import singledispatch
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page


@singledispatch
def page_context(
    page: Page, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """Additional template context of a page; ``context`` is the context of every page.

    Modules register a function of the same signature for a page type, and the ``ready``
    of their app imports them: models do not import what is computed from them. Any:
    values of a template context.
    """
    return {}
