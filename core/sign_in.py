"""What django-axes asks us while it counts wrong passwords."""

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
    """The e-mail address that was tried; its case and spaces make no new account.

    In capitals first, as the database compares: an i without its dot has those of i.
    """
    tried = (credentials or request.POST).get("username")
    return tried.strip().upper().lower()[:254] if tried else None


def client_address(request: HttpRequest) -> str:
    """What wrong passwords are counted by, beside the account."""
    return client_ip.client_network(client_ip.client_address(request))


class SignInHandler(AxesDatabaseHandler):
    """A second limit: failures of one network for any accounts together.

    axes applies one number to all that it counts by.
    """

    def is_locked(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> bool:
        """Notes on the request that its network is what must wait."""
        request.network_must_wait = has_failed_often(request)
        return request.network_must_wait or super().is_locked(request, credentials)


def has_failed_often(request: HttpRequest) -> bool:
    """Expects what axes notes on a request."""
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,
        attempt_time__gte=get_cool_off_threshold(request),
    )
    failures = recent.aggregate(number=Sum("failures_since_start"))["number"] or 0
    return failures >= settings.SIGN_IN_FAILURES_OF_A_NETWORK


def wait_answer(
    request: HttpRequest,
    refused: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """429 in plain words, with the time to wait at most."""
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
