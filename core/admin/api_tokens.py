"""Admin screens of API tokens: Wagtail's, with scopes, sites, expiry and new keys."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.models import APIToken
from wagtail.users.utils import user_can_manage_token
from wagtail.users.views import api_tokens as stock

from core.admin.token_forms import NewKeyForm, NewTokenForm, TokenForm
from core.models import TokenAccess

NEW_KEY = "core.new_token_key"
CHANGE = "wagtailcore.change_apitoken"


def scopes_of(token: APIToken) -> str:
    return ", ".join(TokenAccess.of(token).scopes) or "what is public"


def state_of(token: APIToken) -> str:
    """State of the token in a word, with the time of its end."""
    access = TokenAccess.of(token)
    if token.revoked_at:
        return "revoked"
    if access.is_expired():
        return "expired"
    if access.expires_at is None:
        return "works"
    return f"until {timezone.localtime(access.expires_at):%Y-%m-%d %H:%M}"


class TokensView(stock.IndexView):
    # Any: Wagtail's columns.
    @cached_property
    def columns(self) -> list[Any]:
        name = self._get_title_column_class(TitleColumn)(
            "name", label="Name", get_url=self.get_edit_url
        )
        return [
            name,
            Column("prefix", label="Key", classname="queue-wide"),
            Column("user", label="User"),
            Column(
                "scopes", label="May do", accessor=scopes_of, classname="queue-wide"
            ),
            Column("created", label="Created", classname="queue-wide"),
            Column("last_used_at", label="Last used", classname="queue-wide"),
            Column("state", label="State", accessor=state_of),
        ]

    # Any: rows of a list of Wagtail's.
    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("access")


class CreateToken(stock.CreateView):
    @transaction.atomic
    def form_valid(self, form: NewTokenForm) -> HttpResponse:
        response = super().form_valid(form)
        form.store_access(self.object)
        return response


class StatusPanel(stock.APITokenStatusSidePanel):
    # Any: the context of a template.
    def get_status_templates(self, context: dict[str, Any]) -> list[str]:
        _, *others = super().get_status_templates(context)
        return ["core/admin/token_status.html", *others]

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        shown = super().get_context_data(parent_context)
        return {**shown, "state": state_of(self.object)}


class EditToken(stock.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if self.object.revoked_at:
            return super().header_more_buttons
        url = reverse("wagtailusers_api_tokens:new_key", args=[self.object.pk])
        new_key = Button("New key", url=url, icon_name="rotate", priority=15)
        return [*super().header_more_buttons, new_key]

    def get_side_panels(self) -> MediaContainer:
        history_url = self.get_history_url()
        panel = StatusPanel(
            self.object,
            self.request,
            usage_url=self.get_usage_url(),
            history_url=history_url,
            last_updated_info=self.get_last_updated_info(),
        )
        return MediaContainer([panel])


@method_decorator(never_cache, name="dispatch")
class NewKey(WagtailAdminTemplateMixin, FormView):
    """Gives a token another key, which is shown once."""

    template_name = "core/admin/new_token_key.html"
    form_class = NewKeyForm
    page_title = "New key"
    header_icon = "rotate"

    @cached_property
    def token(self) -> APIToken:
        """The token; raises Http404 for one that is revoked or not for this user."""
        tokens = APIToken.objects.select_related("user", "access")
        return get_object_or_404(tokens, pk=self.kwargs["pk"], revoked_at=None)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not user_can_manage_token(request.user, self.token.user, CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.token.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("wagtailusers_api_tokens:index"), "label": "API tokens"},
            {"url": edit_url(self.token), "label": self.token.name},
            {"url": "", "label": self.page_title},
        ]

    @transaction.atomic
    def form_valid(self, form: NewKeyForm) -> HttpResponse:
        seconds = int(form.cleaned_data["overlap"])
        old_until = timezone.now() + timedelta(seconds=seconds)
        key = TokenAccess.of(self.token).replace_key(old_valid_until=old_until)
        log(self.token, NEW_KEY, user=self.request.user)
        shown = self.get_context_data(key=key, old_until=seconds and old_until)
        return self.render_to_response(shown)

    # Any: the context of a template.
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"token": self.token, "edit_url": edit_url(self.token)}
        return {**super().get_context_data(**kwargs), **back}


def edit_url(token: APIToken) -> str:
    return reverse("wagtailusers_api_tokens:edit", args=[token.pk])


class TokenViewSet(stock.APITokenViewSet):
    """Wagtail's screens with scopes, sites, expiry and another key."""

    index_view_class = TokensView
    add_view_class = CreateToken
    edit_view_class = EditToken

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return TokenForm if for_update else NewTokenForm

    def get_urlpatterns(self) -> list[URLPattern]:
        new_key = path("new-key/<int:pk>/", NewKey.as_view(), name="new_key")
        return [*super().get_urlpatterns(), new_key]


def replace_screens() -> None:
    """Patches Wagtail's hook, which imports its screens where it registers them."""
    stock.APITokenViewSet = TokenViewSet
