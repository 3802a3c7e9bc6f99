"""Collection of the cache tags of each answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from core import dependencies
from delivery import release
from delivery.collection import collect
from delivery.recorded_query import record
from delivery.shared_values import ValuesOfRequest

# Key of the WSGI environment in requests from the cache in front of Django; its value
# are the values that answers share.
FOR_CACHE = "gait.for_cache"


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
            found.is_for_cache = FOR_CACHE in request.META
            found.shared = request.META.get(FOR_CACHE) or ValuesOfRequest()
            record(request, found)
            # Another template makes another answer, which no tag tells.
            dependencies.changed_at(release.installed_at())
            response = self.get_response(request)
        setattr(response, dependencies.ATTRIBUTE, found)
        return response
