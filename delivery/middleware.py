"""Collection of the cache tags of each answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from delivery.collection import collect

# Attribute of responses.
DEPENDENCIES = "gait_dependencies"


class CacheTags:
    """Middleware that collects what the answers to reading requests depend on.

    It must precede the middleware that makes answers public.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with collect() as found:
            response = self.get_response(request)
        setattr(response, DEPENDENCIES, found)
        return response
