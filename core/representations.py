"""Other representations of a page: links to them, and the response with its Markdown."""

from collections.abc import Sequence
from functools import singledispatch
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.timezone import localtime
from wagtail.models import Page

from core.markdown import bare, bullets, document, heading
from core.negotiation import MARKDOWN, prefers_markdown
from core.page_data import PageData
from core.page_markdown import closing, day, page_markdown
from core.view_paths import view_path

# Attribute of requests for the URL of the Markdown itself.
IS_ADDRESS = "is_address_of_markdown"
# The Markdown of a site's home page, whose path has no name.
HOME = "/index.md"


class Alternate(NamedTuple):
    """Another representation: its media type, its path on the site, and its title."""

    type: str
    path: str
    title: str


def markdown_path(path: str) -> str:
    """The path of the Markdown of what has this path: “/a/b.md” for “/a/b/”."""
    return f"{path.rstrip('/')}.md" if path.strip("/") else HOME


@singledispatch
def alternates(page: Page, data: PageData) -> list[Alternate]:
    """The other representations of a public page; modules register those of a type."""
    return page_alternates(page, data)


def page_alternates(page: Page, data: PageData) -> list[Alternate]:
    """The data and the Markdown, which every page has."""
    api = view_path("wagtailapi_v3:detail_page", page.pk)
    return [data_alternate(api), markdown_alternate(data.path(page))]


def data_alternate(path: str) -> Alternate:
    return Alternate("application/json", path, "Data of this page")


def markdown_alternate(path: str) -> Alternate:
    return Alternate(MARKDOWN, markdown_path(path), "This page as Markdown")


def link_header(shown: Sequence[Alternate], data: PageData) -> str:
    """The value of the header Link (RFC 8288) that names the representations."""
    return ", ".join(
        f'<{iri_to_uri(data.file_url(each.path))}>; rel="alternate"; type="{each.type}"'
        for each in shown
    )


def markdown_link(page: Page) -> str:
    """The value of the header Link that names a page's Markdown, for the APIs."""
    data = page.page_data
    return link_header([markdown_alternate(data.path(page))], data)


def wants_markdown(request: HttpRequest) -> bool:
    """True for the URL of the Markdown, and for a client that prefers it to HTML."""
    return hasattr(request, IS_ADDRESS) or prefers_markdown(
        request.headers.get("Accept", "")
    )


def keep_markdown(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """A redirect, which from the URL of a Markdown leads to that of another one."""
    if hasattr(request, IS_ADDRESS):
        response["Location"] = markdown_path(response["Location"])
    return response


def page_response(page: Page, request: HttpRequest) -> HttpResponse:
    """The Markdown of a page that is public."""
    data = page.page_data
    url = page.canonical_override or data.canonical_address
    api = data.file_url(alternates(page, data)[0].path)
    parts = [
        heading(page.title, 1),
        *page_markdown(page, request),
        "---",
        *closing(data),
        f"Source: {bare(url)}, as data: {bare(api)}",
        _dates(page),
    ]
    response = markdown_response(request, parts, url=url)
    if page.hide_from_search_engines:
        response["X-Robots-Tag"] = "noindex"
    return response


def _dates(page: Page) -> str:
    times = [("Published", page.first_published_at), ("Changed", page.updated_at)]
    return bullets(f"{word}: {day(localtime(time))}" for word, time in times if time)


def markdown_response(
    request: HttpRequest, parts: Sequence[str], *, url: str | None
) -> HttpResponse:
    """Blocks of Markdown as a response; ``url`` is the canonical one of the page.

    Where it was chosen by Accept, it is not for shared caches, some of which would
    send it to browsers.
    """
    response = HttpResponse(document(parts), content_type=f"{MARKDOWN}; charset=utf-8")
    if url:
        response["Link"] = f'<{iri_to_uri(url)}>; rel="canonical"'
    if not hasattr(request, IS_ADDRESS):
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return response
