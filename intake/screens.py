"""Two screens of the admin: visitors' data, and work that failed or still waits."""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from intake import housekeeping, personal_data
from intake.models import Receipt

PERSONAL_DATA = "intake.manage_personal_data"
BACKGROUND_WORK = "intake.manage_background_work"


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """For those who have the ``right``."""

    right: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": "", "label": self.page_title},
        ]


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-mail address of the visitor")


class PersonalDataScreen(Screen):
    right = PERSONAL_DATA
    template_name = "intake/admin/personal_data.html"
    page_title = "Visitors' data"
    header_icon = "user"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        email = form.cleaned_data["email"]
        deed = {"export": self.export, "erase": self.erase}.get(request.POST.get("do"))
        return deed(email) if deed else self.show(form, email)

    def show(self, form: AddressForm, email: str) -> HttpResponse:
        found = personal_data.find(email)
        number = sum(map(len, found.values()))
        return self.render_to_response(
            self.get_context_data(form=form, found=found, number=number, email=email)
        )

    def export(self, email: str) -> HttpResponse:
        text = json.dumps(personal_data.find(email), ensure_ascii=False, indent=2)
        self.note("intake.export")
        return HttpResponse(
            text,
            content_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="visitor.json"'},
        )

    def erase(self, email: str) -> HttpResponse:
        number = sum(personal_data.erase(email).values())
        self.note("intake.erase")
        messages.success(self.request, f"{number} erased.")
        return redirect("personal_data")

    def note(self, action: str) -> None:
        """Who did it and when; whose data it was would outlive its erasure."""
        log(instance=Receipt(pk=0), action=action, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": AddressForm(), **super().get_context_data(**kwargs), **kwargs}


class BackgroundWorkScreen(Screen):
    right = BACKGROUND_WORK
    template_name = "intake/admin/background_work.html"
    page_title = "Failed and waiting work"
    header_icon = "tasks"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.getlist("id")
        known = {work.id for work in housekeeping.failed()}
        # Somebody else may have tried it again already, which is no reason to try all.
        number = housekeeping.try_again(known & set(chosen) if chosen else None)
        messages.success(request, f"{number} will be tried again within a minute.")
        return redirect("background_work")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "failed": housekeeping.failed(),
            "waiting": housekeeping.waiting(),
        }
