"""View of an HTML form that anybody may send, shared by replies and contact forms."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any, ClassVar, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from wagtail.models import Page

from core.transactions import View as ViewFunction
from core.transactions import repeated_view
from public_forms import allowed_origins, messages
from public_forms.forms import PublicForm
from public_forms.idempotency import KeyReused
from public_forms.rate_limits import LimitExceeded


class FormRefused(Exception):
    """Raised by ``submit``: the form is shown again with the problem and the status."""

    def __init__(self, status: HTTPStatus, problem: str) -> None:
        super().__init__(problem)
        self.status, self.problem = status, problem


Form = TypeVar("Form", bound=PublicForm)


class PublicFormView(ABC, View, Generic[Form]):
    """Checks size, fields, origin, token, rate limit and idempotency key, in that order.

    Whatever is refused, the form comes back with all that was typed. Subclasses find
    the page, build the form, store it and name the templates.
    """

    http_method_names = ["get", "head", "post"]
    too_large_template: ClassVar[str]

    @classmethod
    def as_view(cls, **options: Any) -> ViewFunction:
        # Nobody is signed in, so there is no session for CSRF to ride on; the origin
        # of the form is checked instead.
        return csrf_exempt(repeated_view(never_cache(super().as_view(**options))))

    def dispatch(
        self, request: HttpRequest, page_id: int, **kwargs: Any
    ) -> HttpResponseBase:
        self.page = self.get_page(page_id)
        return super().dispatch(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.get_form()
        if messages.is_too_large(request):
            return self.too_large(form)
        if not form.is_valid():
            return self.draw(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if not allowed_origins.is_ours(request):
            return self.again(form, HTTPStatus.FORBIDDEN, messages.ELSEWHERE)
        if self.needs_check(form):
            return self.draw(form.with_new_token(), is_check=True)
        try:
            address = self.submit(form)
        except FormRefused as refusal:
            return self.again(form, refusal.status, refusal.problem)
        except KeyReused:
            form = form.with_new_token()
            return self.again(form, HTTPStatus.CONFLICT, messages.USED)
        except LimitExceeded as limit:
            problem = messages.too_many(limit)
            response = self.again(form, HTTPStatus.TOO_MANY_REQUESTS, problem)
            response["Retry-After"] = str(limit.wait_seconds)
            return response
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)

    @abstractmethod
    def get_page(self, page_id: int) -> Page:
        """The page of the form; raises Http404."""

    @abstractmethod
    def get_form(self) -> Form:
        """The form bound to what was sent."""

    def needs_check(self, form: Form) -> bool:
        """True for a form without a token: the visitor confirms it with a new one."""
        return not form.has_token

    @abstractmethod
    def submit(self, form: Form) -> str:
        """Stores a valid form; returns the address of the page to redirect to."""

    @abstractmethod
    def emergency_wording(self, form: Form) -> SafeString | str:
        """Finished HTML where the text suggests danger, else empty."""

    @abstractmethod
    def get_template(self) -> str:
        """Name of the template that shows the form again."""

    def get_context(self, form: Form) -> dict[str, Any]:
        """Context of the page around the form. Any: what templates draw from."""
        return {"page": self.page}

    def again(self, form: Form, status: HTTPStatus, problem: str) -> HttpResponse:
        form.add_error(None, problem)
        return self.draw(form, status=status)

    def draw(
        self,
        form: Form,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        is_check: bool = False,
    ) -> HttpResponse:
        context = {
            **self.get_context(form),
            "form": form,
            "is_check": is_check,
            "emergency": self.emergency_wording(form),
        }
        return render(self.request, self.get_template(), context, status=status)

    def too_large(self, form: Form) -> HttpResponse:
        """413 without the form: drawn again, it would be as large."""
        context = {"page": self.page, "emergency": self.emergency_wording(form)}
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return render(self.request, self.too_large_template, context, status=status)
