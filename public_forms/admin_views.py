"""Admin views for visitors' personal data and for background tasks."""

import json
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core.models.users import signed_in_user
from public_forms import personal_data, retention
from public_forms.models import IdempotencyKey

PERSONAL_DATA = "public_forms.manage_personal_data"
BACKGROUND_WORK = "public_forms.manage_background_work"


class AdminScreen(WagtailAdminTemplateMixin, TemplateView):
    """Admin view that requires the permission ``permission``, else 403."""

    permission: str

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": "", "label": self.page_title},
        ]


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-mail address of the visitor")


class PersonalDataScreen(AdminScreen):
    permission = PERSONAL_DATA
    template_name = "public_forms/admin/personal_data.html"
    page_title = "Visitors' data"
    header_icon = "user"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        actions = {"export": self.export, "ask": self.ask, "erase": self.erase}
        action = actions.get(request.POST.get("do", ""), self.show)
        return action(form.cleaned_data["email"])

    def show(self, email: str) -> HttpResponse:
        found = personal_data.find(email)
        personal_data.note(found, by=signed_in_user(self.request))
        self.note("public_forms.find")
        context = {
            "form": AddressForm({"email": email}),
            "found": [facts(row) for rows in found.values() for row in rows],
            "mentions": personal_data.mentions(email),
            "unreadable": personal_data.number_unreadable(found),
            "email": email,
        }
        return self.render_to_response(self.get_context_data(**context))

    def ask(self, email: str) -> HttpResponse:
        """The confirmation of an erasure: the address and the number of rows."""
        self.template_name = "public_forms/admin/erase.html"
        number = sum(map(len, personal_data.find(email).values()))
        return self.render_to_response(
            self.get_context_data(
                email=email, number=number, mentions=personal_data.mentions(email)
            )
        )

    def export(self, email: str) -> HttpResponse:
        found = personal_data.find(email)
        personal_data.note(found, by=signed_in_user(self.request), is_export=True)
        self.note("public_forms.export")
        text = json.dumps(found, ensure_ascii=False, indent=2)
        return HttpResponse(
            text,
            content_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="visitor.json"'},
        )

    def erase(self, email: str) -> HttpResponse:
        number = sum(personal_data.erase(email).values())
        self.note("public_forms.erase")
        messages.success(self.request, f"{number} erased.")
        return redirect("personal_data")

    def note(self, action: str) -> None:
        """Writes user and time to the audit log, without the visitor's address.

        The address would outlive the erasure of the data.
        """
        log(
            instance=IdempotencyKey(pk=0),
            action=action,
            user=self.request.user,
            title="Visitors' data",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": AddressForm(), **super().get_context_data(**kwargs), **kwargs}


def facts(row: personal_data.Row) -> dict[str, str]:
    """The values of a row as text by label, without empty values and the id."""
    return {
        key.replace("_", " ").capitalize(): words
        for key, value in row.items()
        if key != "id" and (words := as_text(key, value))
    }


# Any: a value of a row.
def as_text(key: str, value: Any) -> str:
    if key == "answers":
        return "\n".join(f"{each['label']}: {each['value']}" for each in value)
    if isinstance(value, bool):
        return "Yes" if value else ""
    if key.endswith("_at"):
        moment = timezone.localtime(datetime.fromisoformat(value))
        return date_format(moment, "j F Y, H:i")
    if key.endswith("_on"):
        return date_format(date.fromisoformat(value), "j F Y")
    return "\n".join(value) if isinstance(value, list) else value or ""


class BackgroundWorkScreen(AdminScreen):
    permission = BACKGROUND_WORK
    template_name = "public_forms/admin/background_work.html"
    page_title = "Background work"
    header_icon = "tasks"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.getlist("id")
        known = {work.id for work in retention.failed()}
        # None means all tasks: an outdated choice must not become None.
        number = retention.try_again(known & set(chosen) if chosen else None)
        messages.success(request, f"{number} will be tried again within a minute.")
        return redirect("background_work")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "failed": retention.failed(),
            "waiting": retention.waiting(),
        }
