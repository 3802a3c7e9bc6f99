"""What django-axes asks us while it counts wrong passwords."""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms import clients


def account_name(
    request: HttpRequest, credentials: dict[str, Any] | None = None
) -> str | None:
    """The e-mail address that was tried; its case and spaces make no new account."""
    tried = (credentials or request.POST).get("username")
    return tried.strip().lower()[:254] if tried else None


def client_address(request: HttpRequest) -> str:
    """What wrong passwords are counted by, beside the account."""
    return clients.network(clients.address(request))


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
