"""Validation of redirect targets: absolute URLs or paths of the site."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from core.site_addresses import addresses_of

TARGET_HELP = (
    "A full address like https://example.org/back-pain/ "
    "or a path of this site like /articles/"
)
NO_TARGET = (
    "This is no address. Enter a full one like https://example.org/back-pain/ "
    "or a path of this site like /articles/"
)
NOWHERE = "Choose a page or enter an address: without either, this leads nowhere."
LOOP = "This leads back to where it begins: readers would go round in circles."
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
    """Makes Wagtail's form, importers and API accept paths and check the target."""
    RedirectForm.clean = clean_target
    field = Redirect._meta.get_field("redirect_link")
    field.validators = [check_target, *field._validators]
    RedirectForm.base_fields["redirect_link"] = TargetField(
        label=field.verbose_name.capitalize(),
        required=False,
        max_length=field.max_length,
        assume_scheme="https",
        help_text=TARGET_HELP,
    )


def clean_target(form: RedirectForm) -> dict[str, Any]:
    """``RedirectForm.clean``: Wagtail stores redirects without a target, and loops."""
    _clean(form)
    values = form.cleaned_data
    if form.errors or values.get("redirect_page"):
        return values
    if not values.get("redirect_link"):
        form.add_error("redirect_link", NOWHERE)
    elif _leads_back(values, form.instance.pk):
        form.add_error("redirect_link", LOOP)
    return values


# Any: the form's values.
def _leads_back(values: dict[str, Any], pk: int | None) -> bool:
    """True if the target, or the redirects from there on, leads to the old path."""
    site: Site | None = values.get("site")
    others = Redirect.get_for_site(site).exclude(pk=pk)
    own = Redirect.normalise_path(values["old_path"]).lower()
    seen: set[str] = set()
    paths = _paths_here(values["redirect_link"], site)
    while paths and not seen.issuperset(paths):
        if own in paths:
            return True
        seen.update(paths)
        following = _first(others, paths)
        if following is None or following.redirect_page_id:
            return False
        paths = _paths_here(following.redirect_link, site)
    return False


def _first(among: QuerySet[Redirect], paths: list[str]) -> Redirect | None:
    """The redirect that a reader of one of the paths gets, as ``core.redirects`` has it."""
    found = reduce(or_, (Q(old_path__iexact=path) for path in paths))
    order = (Length("old_path").desc(), F("site").desc(nulls_last=True))
    return among.filter(found).order_by(*order).first()


def _paths_here(link: str, site: Site | None) -> list[str]:
    """The path of the link on the site, with its query and without; none elsewhere."""
    for each in [site] if site else Site.objects.select_related("frontend"):
        link = addresses_of(each).path(link)
    if not link.startswith("/"):
        return []
    paths = (Redirect.normalise_path(each) for each in (link, link.partition("?")[0]))
    return [path.lower() for path in paths]
