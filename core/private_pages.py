"""Exclusion of aliases of private pages from Wagtail's public querysets."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail.api.querysets import get_public_pages_queryset
from wagtail.api.v3 import querysets as v3
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core import dependencies
from core.page_data import hidden_paths, under


def private_q(pages: PageQuerySet) -> Q:
    return under(hidden_paths())


def public_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    with dependencies.narrowed("restrictions"):
        return get_public_pages_queryset(request, model).public()


def hide_aliases() -> None:
    """Patches ``public()`` and API v3 to exclude the aliases of private pages."""
    PageQuerySet.private_q = private_q
    v3.get_public_pages_queryset = public_pages
