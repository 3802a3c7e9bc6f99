"""Front ends of sites, which may read the APIs without a line in CORS_ALLOWED_ORIGINS."""

import re
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from core.site_root_paths import shared_site_root_paths


def is_front_end(request: HttpRequest, **signal: Any) -> bool:
    """Receiver of ``check_request_enabled``: a page of some site's front end asks.

    It is sent for all URLs, with and without an origin. Any: arguments of the signal.
    """
    origin = request.headers.get("Origin")
    if not origin or not re.match(settings.CORS_URLS_REGEX, request.path_info):
        return False
    try:
        roots = shared_site_root_paths()
    except DatabaseError:
        # The answer says so already.
        return False
    return any(
        origin in {each.addresses.front_end, each.addresses.preview_origin}
        for each in roots
    )
