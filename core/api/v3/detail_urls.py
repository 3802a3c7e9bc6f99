"""The ``detail_url`` of pages, with the site that was asked for.

Without it, the URL of a page of another site than that of the host leads nowhere.
"""

from django.http import HttpRequest
from django.utils.http import urlencode
from wagtail.api.v2.utils import get_full_url
from wagtail.api.v3.schemas import pages

from core.view_paths import view_path


def add_site() -> None:
    """Replaces the function from which Wagtail's schemas of pages have the URL."""
    pages.get_full_url = full_url


def detail_url(request: HttpRequest, key: int) -> str:
    """The URL of the page with this key."""
    return full_url(request, view_path("wagtailapi_v3:detail_page", key))


def full_url(request: HttpRequest, path: str) -> str:
    wanted = request.GET.get("site")
    url: str = get_full_url(request, path)
    return f"{url}?{urlencode({'site': wanted})}" if wanted else url
