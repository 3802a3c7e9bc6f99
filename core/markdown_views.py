"""Views of the URLs of Markdown: “/a/b.md” for the page at “/a/b/”."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.views import serve

from core.negotiation import MARKDOWN
from core.representations import IS_ADDRESS

View = Callable[..., HttpResponse]


def markdown(view: View) -> View:
    """The view at the URL of its Markdown; raises Http404 where it answers otherwise.

    So it is for a page that visitors need a password or an account for.
    """

    @require_safe
    @wraps(view)
    def at_address(request: HttpRequest, **parts: str) -> HttpResponse:
        setattr(request, IS_ADDRESS, True)
        response = view(request, **parts)
        is_markdown = response.get("Content-Type", "").startswith(MARKDOWN)
        # A sign-in is asked for with a temporary redirect.
        if not is_markdown and response.status_code != HTTPStatus.MOVED_PERMANENTLY:
            raise Http404("There is no Markdown at this address.")
        return response

    return at_address


@markdown
def page(request: HttpRequest, path: str) -> HttpResponse:
    """The page at this path, which is “index” for the home page of the site."""
    return serve(request, "" if path == "index" else f"{path}/")
