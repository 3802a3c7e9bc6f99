"""Errors raised outside a form, which the admin shows as messages."""

from collections.abc import Callable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from core.admin_paths import is_admin_path


class Refused(ValidationError):
    """Validation error with a message for the admin and, if any, a link to the cause.

    ``see`` and ``label`` are the link's URL and text. ``errors`` by field are for the
    API.
    """

    def __init__(
        self,
        message: str,
        *,
        see: str | None,
        label: str,
        errors: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.see, self.label = see, label
        super().__init__({NON_FIELD_ERRORS: [message], **(errors or {})})


class AdminErrorMessages:
    """Middleware that turns ``Refused`` into an admin message and a redirect back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponseBase | None:
        in_admin = is_admin_path(request.path_info)
        if not in_admin or not isinstance(problem, Refused):
            return None
        messages.error(
            request,
            problem.messages[0],
            buttons=[messages.button(problem.see, problem.label)]
            if problem.see
            else None,
        )
        back = (
            get_valid_next_url_from_request(request)
            or problem.see
            or reverse("wagtailadmin_home")
        )
        # Wagtail's modal dialogs expect the redirect as JSON.
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)
