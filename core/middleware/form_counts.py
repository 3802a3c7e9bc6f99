"""Limit on the item counts of lists in admin forms.

Wagtail's blocks trust ``benefits-count`` and each item's ``…-order``, and would loop a
hundred million times.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

NUMBERS = ("-count", "-order")


class FormCountLimit:
    """Middleware that answers 400 to an invalid count or one above the field limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if in_admin and not all(map(is_plausible, request.POST.items())):
            raise BadRequest("A list of the form has an impossible number of items.")
        return self.get_response(request)


def is_plausible(field: tuple[str, str]) -> bool:
    name, value = field
    if not name.endswith(NUMBERS):
        return True
    is_number = value.isascii() and value.isdecimal() and len(value) < 10
    return is_number and int(value) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
