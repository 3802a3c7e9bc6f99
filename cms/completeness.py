"""What must be there before a page may be public; a draft may have gaps."""

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.text import capfirst, get_text_list
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.refusals import Refused


class Incomplete(Refused):
    """Says which parts of the page lack something or are wrong."""

    def __init__(self, page: Page, parts: list[str]) -> None:
        super().__init__(
            f"“{page.title}” cannot be published yet. Something is missing or wrong in: "
            f"{get_text_list(parts, 'and')}.",
            see=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            label="Open its form",
        )


def require(page: Page) -> None:
    """Raises ``Incomplete``; Django alone does not look into streams."""
    parts = dict.fromkeys([*_wrong_fields(page), *_wrong_streams(page)])
    if parts:
        raise Incomplete(page, list(parts))


def _wrong_fields(page: Page) -> Iterator[str]:
    try:
        page.full_clean()
    except ValidationError as wrong:
        for name, errors in wrong.message_dict.items():
            yield from errors if name == NON_FIELD_ERRORS else [_label(page, name)]


def _wrong_streams(page: Page) -> Iterator[str]:
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError:
                yield _label(page, field.name)


def _label(page: Page, name: str) -> str:
    return capfirst(str(page._meta.get_field(name).verbose_name))
