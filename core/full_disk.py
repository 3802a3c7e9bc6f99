"""Uploads to a full disk: 507, with the form and its input shown again."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import wraps
from typing import Any, NoReturn

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from core.storage import DISK_FULL, is_full

View = Callable[..., HttpResponseBase]

INSUFFICIENT_STORAGE = 507


class Unstorable:
    """Stand-in for an uploaded file that fails the validation of any file field."""

    def __init__(self, name: str | None) -> None:
        self.name = name

    @property
    def size(self) -> NoReturn:
        """Raises ValidationError: Django's ``FileField`` reads the size first."""
        raise ValidationError(DISK_FULL, code="disk_full")


def full_disk_as_form_error(view: View) -> View:
    """Decorator of upload views that shows a full disk as an error of the file field.

    The view runs again with files that its form refuses, so it answers as to any
    invalid file: a page with the form, or JSON.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # In an open transaction, a savepoint: a failed query would break all of it.
        part = transaction.atomic() if connection.in_atomic_block else nullcontext()
        try:
            with part:
                return view(request, *args, **kwargs)
        except OSError as problem:
            if not is_full(problem) or not request.FILES:
                raise
        # The attribute from which Django's request reads FILES.
        request._files = MultiValueDict(  # type: ignore[attr-defined]
            {
                name: [Unstorable(each.name) for each in files]
                for name, files in request.FILES.lists()
            }
        )
        response = view(request, *args, **kwargs)
        response.status_code = INSUFFICIENT_STORAGE
        if not _is_for_a_script(request):
            # Some of Wagtail's forms do not show errors, such as the avatar form.
            messages.error(request, DISK_FULL)
        return response

    return run


def _is_for_a_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def answer(request: HttpRequest) -> HttpResponse:
    """A 507 response for requests without a form."""
    drop_parts(request)
    headers = {"Cache-Control": "no-store"}
    if _is_for_a_script(request):
        data = {"success": False, "error_message": DISK_FULL}
        return JsonResponse(data, status=INSUFFICIENT_STORAGE, headers=headers)
    return HttpResponse(
        render_to_string("507.html"), status=INSUFFICIENT_STORAGE, headers=headers
    )


def drop_parts(request: HttpRequest) -> None:
    """Deletes the temporary file of an interrupted upload.

    Django would keep it until the request is garbage-collected.
    """
    for handler in request.upload_handlers:
        # Closing flushes the buffer, which fails on a full disk too.
        with suppress(OSError):
            handler.upload_interrupted()
