"""How the admin says that a page is not complete, wherever it was to be published."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from cms.completeness import Incomplete


class ToldWhatIsMissing:
    """Middleware: a message that leads to the form, in place of an error.

    The form itself marks what is missing. This is for the doors beside it: several
    pages at once, a workflow's approval.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponseBase | None:
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if not in_admin or not isinstance(problem, Incomplete):
            return None
        form = reverse("wagtailadmin_pages:edit", args=[problem.page.pk])
        messages.error(
            request,
            problem.messages[0],
            buttons=[messages.button(form, "Open its form")],
        )
        back = get_valid_next_url_from_request(request) or form
        # What Wagtail's dialogs ask for is the address to go to.
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)
