"""Responses to OPTIONS requests."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase


class OptionsResponses:
    """Middleware that answers OPTIONS with 204 and Allow if the view answers 405.

    Django's method decorators refuse OPTIONS, with the allowed methods in the 405.
    Wagtail's pages and the APIs answer OPTIONS themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        allowed = response.headers.get("Allow")
        if request.method != "OPTIONS" or response.status_code != 405 or not allowed:
            return response
        return HttpResponse(status=204, headers={"Allow": f"{allowed}, OPTIONS"})
