"""Validation of a page before it is published; drafts may be incomplete."""

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.text import capfirst, get_text_list
from wagtail.fields import StreamField
from wagtail.models import Page

from core.admin_errors import Refused

Errors = dict[str, list[str]]
Streams = dict[str, ValidationError]


class Incomplete(Refused):
    """Raised for a page that cannot be published; names the incomplete parts.

    ``streams`` are the errors of the blocks of its StreamFields, by field.
    """

    def __init__(self, page: Page, errors: Errors, streams: Streams) -> None:
        self.page, self.streams = page, streams
        fields = {name: errors[name] for name in errors if name != NON_FIELD_ERRORS}
        parts = [_label(page, name) for name in fields]
        parts += errors.get(NON_FIELD_ERRORS, [])
        super().__init__(
            f"“{page.title}” cannot be published yet. Something is missing or wrong in: "
            f"{get_text_list(parts, 'and')}.",
            # A page that was never saved, such as a copy, has no edit form.
            see=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else None,
            label="Open its form",
            errors=fields,
        )


def require(page: Page) -> None:
    """Validates fields and StreamFields; raises ``Incomplete``.

    ``full_clean`` does not validate the blocks of a StreamField.
    """
    errors = _wrong_fields(page)
    streams = dict(_wrong_streams(page))
    for name in streams:
        errors.setdefault(name, ["Something in this part is missing or wrong."])
    if errors:
        raise Incomplete(page, errors, streams)


def _wrong_fields(page: Page) -> Errors:
    try:
        page.full_clean()
    except ValidationError as wrong:
        return wrong.message_dict
    return {}


def _wrong_streams(page: Page) -> Iterator[tuple[str, ValidationError]]:
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError as wrong:
                yield field.name, wrong


def _label(page: Page, name: str) -> str:
    return capfirst(str(page._meta.get_field(name).verbose_name))
