"""What is refused away from a form, and how the admin says it."""

from collections.abc import Callable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request


class Refused(ValidationError):
    """``said`` in plain words; ``see`` and ``label``: a screen that shows why, if any.

    ``errors`` by field are for those who have no screen.
    """

    def __init__(
        self,
        said: str,
        *,
        see: str | None,
        label: str,
        errors: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.see, self.label = see, label
        super().__init__({NON_FIELD_ERRORS: [said], **(errors or {})})


class AdminErrorMessages:
    """Middleware: a message in place of an error, and back to where one came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponseBase | None:
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
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
        # What Wagtail's dialogs ask for is the address to go to.
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)
