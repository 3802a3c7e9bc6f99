"""Content-Security-Policy headers of pages, admin and APIs."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.admin_paths import is_admin_path
from core.front_end_previews import FRAMED_ORIGIN

API = "/api/"


class ContentSecurityPolicy(CSPMiddleware):
    """Middleware with a strict policy for public pages and a looser one for the admin.

    API responses are data: displayed as a page, they may load nothing.
    """

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if is_data(request, response) and not report_only:
            parts.config = settings.API_CONTENT_SECURITY_POLICY
        in_admin = is_admin_path(request.path_info)
        if in_admin and parts.config is None and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        if framed := getattr(request, FRAMED_ORIGIN, ""):
            parts.update = {"frame-src": [framed]}
        # Wagtail renders a preview as a public page and shows it in a frame.
        if getattr(request, "is_preview", False) and not report_only:
            parts.replace = {"frame-ancestors": [SELF]}
        return parts


def is_data(request: HttpRequest, response: HttpResponseBase) -> bool:
    """True for an API response, except for the HTML page of its documentation."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    return request.path_info.startswith(API) and not is_page
