"""Validation of redirect targets: absolute URLs or paths of the site."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

TARGET_HELP = (
    "A full address like https://example.org/back-pain/ "
    "or a path of this site like /articles/"
)
NO_TARGET = (
    "This is no address. Enter a full one like https://example.org/back-pain/ "
    "or a path of this site like /articles/"
)
NOWHERE = "Choose a page or enter an address: without either, this leads nowhere."
_clean = RedirectForm.clean
# Browsers read “//” and “/\” as the start of another site's URL.
PATH = re.compile(r"/(?![/\\])[^\s\\]*")


def check_target(value: str) -> None:
    """Raises ValidationError unless the value is an absolute URL or a path."""
    if PATH.fullmatch(value):
        return
    try:
        URLValidator()(value)
    except ValidationError as problem:
        raise ValidationError(NO_TARGET, code="invalid") from problem


class TargetField(forms.URLField):
    # Browsers refuse paths in an input of type url.
    widget = forms.TextInput
    default_validators = [check_target]
    default_error_messages = {"invalid": NO_TARGET}

    def to_python(self, value: str | None) -> str:
        """Adds a missing scheme, as Django's field does, except to a path."""
        written = forms.CharField.to_python(self, value) or ""
        return written if written.startswith("/") else super().to_python(value) or ""


def check_targets() -> None:
    """Makes Wagtail's form, importers and API accept paths and require a target."""
    RedirectForm.clean = require_target
    field = Redirect._meta.get_field("redirect_link")
    field.validators = [check_target, *field._validators]
    RedirectForm.base_fields["redirect_link"] = TargetField(
        label=field.verbose_name.capitalize(),
        required=False,
        max_length=field.max_length,
        assume_scheme="https",
        help_text=TARGET_HELP,
    )


def require_target(form: RedirectForm) -> dict[str, Any]:
    """``RedirectForm.clean``: Wagtail stores redirects without any target."""
    _clean(form)
    values = form.cleaned_data
    has_target = values.get("redirect_page") or values.get("redirect_link")
    if not (form.errors or has_target):
        form.add_error("redirect_link", NOWHERE)
    return values
