"""What django-axes asks us while it counts wrong passwords."""

import ipaddress
import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def account_name(
    request: HttpRequest, credentials: dict[str, Any] | None = None
) -> str | None:
    """The e-mail address that was tried; its case and spaces make no new account."""
    tried = (credentials or request.POST).get("username")
    return tried.strip().lower()[:254] if tried else None


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as the operator's outermost proxy saw it.

    What stands further left in X-Forwarded-For was written by the visitor. An IPv6
    address counts as its /64: one person has a whole one.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", direct).split(",")
    proxies = settings.TRUSTED_PROXIES
    seen = forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) else direct
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        # A Unix socket has no address.
        return "0.0.0.0"  # noqa: S104 - stands for "unknown"; nothing listens there
    if address.version == 6 and not address.ipv4_mapped:
        network = ipaddress.ip_network((int(address), 64), strict=False)
        return str(network.network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)


def wait_answer(
    request: HttpRequest,
    refused: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """429 in plain words, with the time to wait at most."""
    wait_seconds = math.ceil(settings.AXES_COOLOFF_TIME.total_seconds())
    words = {"wait_minutes": wait_seconds // 60}
    return HttpResponse(
        render_to_string("cms/sign_in_wait.html", words, request),
        status=429,
        headers={"Retry-After": str(wait_seconds), "Cache-Control": "no-store"},
    )
