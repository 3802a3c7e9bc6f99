"""Uploads that find no room: 507, and the form comes back with what was typed."""

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
    """Takes the place of an uploaded file, and fails the check of every form field."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def size(self) -> NoReturn:
        """Read first by the check of Django's ``FileField``, which it fails."""
        raise ValidationError(DISK_FULL, code="disk_full")


def said_in_forms(view: View) -> View:
    """For a view that stores uploads: what finds no room is an error of its field.

    The view runs again, with files that its form refuses, so it answers as it answers
    to any wrong file: a page with the form, or JSON.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # In a transaction that is open already, what fails would spoil all of it.
        part = transaction.atomic() if connection.in_atomic_block else nullcontext()
        try:
            with part:
                return view(request, *args, **kwargs)
        except OSError as problem:
            if not is_full(problem) or not request.FILES:
                raise
        request._files = MultiValueDict(
            {
                name: [Unstorable(each.name) for each in files]
                for name, files in request.FILES.lists()
            }
        )
        response = view(request, *args, **kwargs)
        response.status_code = INSUFFICIENT_STORAGE
        if not _is_for_a_script(request):
            # Not every form of Wagtail's shows its errors: an account's portrait.
            messages.error(request, DISK_FULL)
        return response

    return run


def _is_for_a_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def answer(request: HttpRequest) -> HttpResponse:
    """A 507 of its own, for requests that no form answers."""
    drop_parts(request)
    headers = {"Cache-Control": "no-store"}
    if _is_for_a_script(request):
        said = {"success": False, "error_message": DISK_FULL}
        return JsonResponse(said, status=INSUFFICIENT_STORAGE, headers=headers)
    return HttpResponse(
        render_to_string("507.html"), status=INSUFFICIENT_STORAGE, headers=headers
    )


def drop_parts(request: HttpRequest) -> None:
    """Deletes what a large upload has left in the folder of temporary files.

    Django would keep it until Python collects the request.
    """
    for handler in request.upload_handlers:
        # Closing writes what is left, for which there is no room either.
        with suppress(OSError):
            handler.upload_interrupted()
