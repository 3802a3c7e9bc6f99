"""Wagtail's views for shared passwords with a rate limit on wrong passwords."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from wagtail import views
from wagtail.documents.views import serve
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from core import client_ip
from core.page_routing import in_full
from public_forms import rate_limits
from public_forms.messages import wait_in_words
from public_forms.rate_limits import LimitExceeded

Ask = Callable[[PasswordViewRestrictionForm], HttpResponse]


class WaitForm(PasswordViewRestrictionForm):
    """Password form that shows the wait and compares no password."""

    def __init__(self, request: HttpRequest, many: LimitExceeded) -> None:
        # A placeholder: the password is neither checked nor echoed.
        typed = {"password": "-", "return_url": request.POST.get("return_url", "")}
        super().__init__(typed, instance=None)
        self.many = many

    def clean_password(self) -> None:
        wait = wait_in_words(self.many.wait_seconds)
        raise ValidationError(
            f"The password was wrong several times. Wait {wait}, then try again."
        )


def open_page(
    request: HttpRequest, page_view_restriction_id: int, page_id: int
) -> HttpResponse:
    def ask(form: PasswordViewRestrictionForm) -> HttpResponse:
        get_object_or_404(PageViewRestriction, pk=page_view_restriction_id)
        page = in_full(get_object_or_404(Page, pk=page_id))
        return page.serve_password_required_response(request, form, request.path)

    authenticate = partial(
        views.authenticate_with_password, request, page_view_restriction_id, page_id
    )
    return _limited(request, f"page {page_view_restriction_id}", authenticate, ask)


def open_collection(request: HttpRequest, restriction_id: int) -> HttpResponse:
    def ask(form: PasswordViewRestrictionForm) -> HttpResponse:
        get_object_or_404(CollectionViewRestriction, pk=restriction_id)
        context = {"form": form, "action_url": request.path}
        return TemplateResponse(request, "wagtaildocs/password_required.html", context)

    authenticate = partial(serve.authenticate_with_password, request, restriction_id)
    return _limited(request, f"collection {restriction_id}", authenticate, ask)


def _limited(
    request: HttpRequest,
    restriction: str,
    authenticate: Callable[[], HttpResponse],
    ask: Ask,
) -> HttpResponse:
    """The response of Wagtail's view; over the rate limit, the form again with 429.

    Each attempt is counted before the comparison, so that concurrent requests cannot
    exceed the limit.
    """
    if request.method != "POST":
        return authenticate()
    network = client_ip.client_network(client_ip.client_address(request))
    try:
        with transaction.atomic():
            rate_limits.check_limit("shared_password", network, restriction)
            answer = authenticate()
            if answer.status_code == HTTPStatus.FOUND:
                # A right password is not counted.
                transaction.set_rollback(True)
            return answer
    except LimitExceeded as many:
        answer = ask(WaitForm(request, many))
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer["Retry-After"] = str(many.wait_seconds)
        return answer
