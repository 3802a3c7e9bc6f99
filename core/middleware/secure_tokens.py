"""Refusal of API tokens that were sent without HTTPS."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from core.api.caching import make_private
from core.api.errors import message, problem

V2 = "/api/v2/"
SAID = (
    "Send tokens by https alone. Anybody on the way could read this one: revoke it, "
    "and make another."
)


class SecureTokens:
    """Middleware that answers 403 to a token sent over plain HTTP in production.

    It precedes Django's redirect to HTTPS: clients follow that silently, and would keep
    sending their token unencrypted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_the_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if in_the_clear and "Authorization" in request.headers:
            return refuse(request)
        return self.get_response(request)


def refuse(request: HttpRequest) -> HttpResponse:
    say = message if request.path_info.startswith(V2) else problem
    return make_private(say(403, SAID, headers={"X-Content-Type-Options": "nosniff"}))
