"""Validation of redirect targets: absolute URLs or paths of the site."""

import re

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
        written = forms.CharField.to_python(self, value)
        return written if written.startswith("/") else super().to_python(value)


def check_targets() -> None:
    """Patches Wagtail's redirects: paths are valid targets, and a target is required.

    Applies to the forms, the importers and the API.
    """
    Redirect.clean = require_target
    field = Redirect._meta.get_field("redirect_link")
    field.validators = [check_target, *field._validators]
    RedirectForm.base_fields["redirect_link"] = TargetField(
        label=field.verbose_name.capitalize(),
        required=False,
        max_length=field.max_length,
        assume_scheme="https",
        help_text=TARGET_HELP,
    )


def require_target(redirect: Redirect) -> None:
    """``Redirect.clean`` that requires a target, which Wagtail does not."""
    super(Redirect, redirect).clean()
    if not redirect.redirect_page_id and not redirect.redirect_link:
        raise ValidationError({"redirect_link": NOWHERE})
