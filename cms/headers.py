"""The Content-Security-Policy of each part of the site."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for visitors, a looser one for Wagtail's own screens."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if in_admin and parts.config is None and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        # Wagtail draws a preview as a visitor's page, at its address, and shows it in a
        # frame beside the form.
        if getattr(request, "is_preview", False) and not report_only:
            parts.replace = {"frame-ancestors": [SELF]}
        return parts
