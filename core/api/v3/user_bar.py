"""Wagtail's user bar for a preview on a front end, with its content checker."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from wagtail.admin.userbar import Userbar

from core.api.v3.drafts import UNSAVED
from core.front_end_previews import allow_frame
from core.models import BasePage, User

LINK = re.compile(r'\b(href|src)="([^"]*)')


def user_bar(page: BasePage, user: User, origin: str, *, in_panel: bool) -> str:
    """The bar that the user would see on this page, with full addresses of the admin.

    In the panel beside the form it is hidden, and checks the content for the panel.
    """
    request = _request_at(origin)
    request.user = user
    allow_frame(request, page)
    # Any: attributes that Wagtail gives the request of a preview.
    known: dict[str, Any] = {"is_preview": True, "in_preview_panel": in_panel}
    for name, value in known.items():
        setattr(request, name, value)
    shown = page if page.pk != UNSAVED else None
    html = Userbar(object=shown).render_html({"request": request})
    return LINK.sub(lambda link: f'{link[1]}="{_at(origin, link[2])}', html)


def _at(origin: str, address: str) -> str:
    """The address with its origin; those of Wagtail lack the scheme, ours the host."""
    path = address.removeprefix(f"//{urlsplit(origin).netloc}")
    is_path = path.startswith("/") and not path.startswith("//")
    return f"{origin}{path}" if is_path else address


def _request_at(origin: str) -> HttpRequest:
    """A request to the host at which the editor works; the bar has its addresses."""
    parts = urlsplit(origin)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_HOST": parts.netloc,
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(port),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(),
        }
    )
