"""Size limit for the text of forms (DATA_UPLOAD_MAX_MEMORY_SIZE), with a 413 page.

Django 5.2 answers 400 without mentioning the size. The APIs have their own check and
error format.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

API = "/api/"


class FormBodyLimit:
    """Middleware that answers 413 to a larger form before views read the body."""

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
        # Parses the form, and writes large files to disk.
        _ = request.POST
    except RequestDataTooBig:
        return True
    return False
