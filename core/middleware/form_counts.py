"""Limit on the item counts of lists in admin forms.

Wagtail's blocks trust ``benefits-count`` and each item's ``…-order``, and would loop a
hundred million times.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

NUMBERS = ("-count", "-order")


class FormCountLimit:
    """Middleware that answers 400 to an invalid count or one above the field limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        # Outside the admin, an invalid body is for the view to refuse.
        if in_admin and not has_plausible_counts(request.POST):
            raise BadRequest("A list of the form has an impossible number of items.")
        return self.get_response(request)


def has_plausible_counts(sent: QueryDict) -> bool:
    return all(is_plausible(name, sent.get(name, "")) for name in sent)


def is_plausible(name: str, value: str) -> bool:
    if not name.endswith(NUMBERS):
        return True
    is_number = value.isascii() and value.isdecimal() and len(value) < 10
    return is_number and int(value) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
