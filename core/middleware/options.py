"""What may be done at an address, told to whoever asks with OPTIONS."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase


class OptionsResponses:
    """Middleware: 204 and the methods, where a view refuses the question.

    Django's decorators for methods count OPTIONS among what they refuse; what they
    allow instead stands in the refusal. Wagtail's pages and the APIs answer themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        allowed = response.headers.get("Allow")
        if request.method != "OPTIONS" or response.status_code != 405 or not allowed:
            return response
        return HttpResponse(status=204, headers={"Allow": f"{allowed}, OPTIONS"})
