"""The content checker of the admin, limited to what editors write, on two origins."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem

from core.front_end_previews import FRAMED_ORIGIN


class PreviewChecker(ContentCheckerItem):
    """Content checker of the page's content, which also runs on the front end.

    axe-core exchanges messages with frames of its own origin alone unless it is told.
    """

    axe_include = ["main"]

    # Any: the configuration of axe-core.
    def get_axe_spec(self, request: HttpRequest) -> dict[str, Any]:
        spec: dict[str, Any] = super().get_axe_spec(request)
        framed = getattr(request, FRAMED_ORIGIN, "")
        if not framed:
            return spec
        own = f"{request.scheme}://{request.get_host()}"
        return {**spec, "allowedOrigins": [own, framed]}
