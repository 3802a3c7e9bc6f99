"""Forms of API tokens in the admin: scopes, sites, expiry, a new key."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import APIToken, Site
from wagtail.users.views.api_tokens import APITokenForm

from core.models import Scope, TokenAccess

USUAL_LIFE = timedelta(days=365)
SCOPES_HELP = (
    "Nothing ticked: it reads what is public. Writing includes reading drafts, and "
    "publishing includes both. In any case it may do no more than its owner."
)
OVERLAPS = {
    "0": "stops at once",
    "3600": "works for another hour",
    "86400": "works for another day",
    "604800": "works for another week",
}


class AccessForm(forms.Form):
    """Fields of the limits of a token, for a form with or without a token."""

    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=SCOPES_HELP,
    )
    is_for_all_sites = forms.BooleanField(
        label="For all sites, also later ones", required=False, initial=True
    )
    sites = forms.ModelMultipleChoiceField(
        label="Sites",
        queryset=Site.objects.order_by("hostname", "port"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="It reads drafts and writes pages of these sites alone.",
    )
    expires_at = forms.DateTimeField(
        label="Expires",
        required=False,
        widget=AdminDateTimeInput,
        help_text="It is refused from then on. Left empty, it works until it is revoked.",
    )

    def drop_sites_if_single(self, access: TokenAccess) -> None:
        """Leaves out the choice of sites where there is nothing to choose."""
        if access.is_for_all_sites and Site.objects.count() < 2:
            del self.fields["sites"], self.fields["is_for_all_sites"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_for_all = cleaned.get("is_for_all_sites", True)
        if not is_for_all and not cleaned.get("sites"):
            self.add_error("sites", "Choose a site, or tick “For all sites”.")
        return cleaned

    @transaction.atomic
    def store_access(self, token: APIToken) -> None:
        """Stores the limits of the token."""
        access = TokenAccess.of(token)
        access.scopes = self.cleaned_data["scopes"]
        access.expires_at = self.cleaned_data["expires_at"]
        access.is_for_all_sites = self.cleaned_data.get("is_for_all_sites", True)
        access.save()
        chosen = self.cleaned_data.get("sites", [])
        access.sites.set([] if access.is_for_all_sites else chosen)


class NewTokenForm(AccessForm, APITokenForm):
    """Form of a new token, which expires in a year unless something else is chosen."""

    field_order = ["name", "user"]

    # Any: as Django's.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_a_year = timezone.localtime() + USUAL_LIFE
        self.fields["expires_at"].initial = in_a_year.replace(second=0, microsecond=0)
        self.drop_sites_if_single(TokenAccess())

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at and expires_at <= timezone.now():
            raise forms.ValidationError("This time has passed. Choose a later one.")
        return expires_at


class TokenForm(AccessForm, forms.ModelForm):
    """Form of the name and the limits of a token."""

    class Meta:
        model = APIToken
        fields = ["name"]

    field_order = ["name"]

    # Any: as Django's.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = TokenAccess.of(self.instance)
        self.initial = {
            **self.initial,
            "scopes": access.scopes,
            "expires_at": access.expires_at,
            "is_for_all_sites": access.is_for_all_sites,
            "sites": access.sites.all() if access.pk else [],
        }
        self.drop_sites_if_single(access)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        token = super().save(commit)
        self.store_access(token)
        return token


class NewKeyForm(forms.Form):
    """For how long the old key works beside the new one."""

    overlap = forms.ChoiceField(
        label="The old key",
        choices=OVERLAPS.items(),
        initial="86400",
        widget=forms.RadioSelect,
    )
