"""Hooks of django-axes: account name, client network, lockout and its response."""

import math
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core import client_ip


def account_name(
    request: HttpRequest, credentials: dict[str, Any] | None = None
) -> str | None:
    """The submitted e-mail address, normalised so that case and spaces do not matter.

    Upper case first, as the database compares: a dotless i has the same upper case as i.
    """
    tried = (credentials or request.POST).get("username")
    return tried.strip().upper().lower()[:254] if tried else None


def client_address(request: HttpRequest) -> str:
    """The client's network, by which failures are counted beside the account."""
    return client_ip.client_network(client_ip.client_address(request))


class SignInRequest(HttpRequest):
    """A sign-in with the attributes that axes and ``SignInHandler`` add to it."""

    axes_ip_address: str | None
    network_must_wait: bool


class SignInHandler(AxesDatabaseHandler):
    """Axes handler with a second limit: failures of one network for all accounts.

    Axes applies the same limit to all its lockout parameters.
    """

    def is_locked(
        self, request: SignInRequest, credentials: dict[str, Any] | None = None
    ) -> bool:
        """Sets ``request.network_must_wait`` if the network is over its limit."""
        request.network_must_wait = is_network_locked(request)
        return request.network_must_wait or super().is_locked(request, credentials)


def is_network_locked(request: SignInRequest) -> bool:
    """True if the network is over its limit; needs the attributes axes sets."""
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,
        attempt_time__gte=get_cool_off_threshold(request),
    )
    failures = recent.aggregate(number=Sum("failures_since_start"))["number"] or 0
    return failures >= settings.SIGN_IN_FAILURES_OF_A_NETWORK


def lockout_response(
    request: SignInRequest,
    refused: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """A 429 page with the longest possible wait."""
    wait_seconds = math.ceil(settings.AXES_COOLOFF_TIME.total_seconds())
    words = {
        "wait_minutes": wait_seconds // 60,
        "network_must_wait": request.network_must_wait,
    }
    return HttpResponse(
        render_to_string("core/sign_in_wait.html", words, request),
        status=429,
        headers={"Retry-After": str(wait_seconds), "Cache-Control": "no-store"},
    )
