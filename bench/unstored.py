"""Middleware that keeps answers out of the table of stored documents."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from core import dependencies

Answer = Callable[[HttpRequest], HttpResponseBase]


def unstored(get_response: Answer) -> Answer:
    """The last of the middlewares, within the one that collects dependencies.

    As a setting, it also makes this server one of another release, which reads none of
    the documents that others have stored.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        dependencies.keep_off_the_disk()
        return get_response(request)

    return answer
