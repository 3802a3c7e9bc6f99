"""Refuses a form whose text is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.

Django 5.2 answers 400 to it, without a word about the size. The APIs look for
themselves, because their refusals have a form of their own.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

API = "/api/"


class FormBodyLimit:
    """Middleware: 413 for a larger one, before anything else reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API) and is_too_large(request):
            return HttpResponse(
                render_to_string("413.html"),
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                headers={"Cache-Control": "no-store"},
            )
        return self.get_response(request)


def is_too_large(request: HttpRequest) -> bool:
    try:
        # Reads the form, and files onto disk.
        _ = request.POST
    except RequestDataTooBig:
        return True
    return False
