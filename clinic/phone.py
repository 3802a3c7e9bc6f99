"""Phone numbers: stored as E.164, shown in national format."""

from typing import Annotated, Any, Literal

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from phonenumber_field.phonenumber import PhoneNumber, to_python
from phonenumber_field.widgets import RegionalPhoneNumberWidget
from pydantic import Discriminator, Tag
from typing_extensions import TypedDict
from wagtail.blocks import CharBlock

from core.content_input import Conversion, Sent, input_shape, stored_value

INVALID_PHONE = (
    "This is no phone number that can be dialled. Write it with its area code, "
    "for example (404) 555-0126, or with the country code: +1 404 555 0126."
)
NO_EXTENSION = "Leave the extension out; write it into the text beside it."


class Phone(TypedDict):
    """``display`` in national format, ``uri`` as RFC 3966 (``tel:+15550102633``)."""

    display: str
    uri: str


def as_phone(number: PhoneNumber | str | None) -> Phone | None:
    """Display text and URI of a number; None if it is missing or invalid."""
    parsed: PhoneNumber = to_python(number)
    if not parsed or not parsed.is_valid():
        return None
    # National format only for the clinic's own country; abroad it would mislead.
    home = phonenumbers.country_code_for_region(settings.PHONENUMBER_DEFAULT_REGION)
    display = (
        parsed.as_national if parsed.country_code == home else parsed.as_international
    )
    return {"display": display, "uri": f"tel:{parsed.as_e164}"}


def validate_phone(value: str) -> None:
    number = to_python(value)
    if not number or not number.is_valid():
        raise ValidationError(INVALID_PHONE)
    refuse_extension(number)


def refuse_extension(number: PhoneNumber) -> None:
    """Raises a ValidationError for an extension, which E.164 would silently drop."""
    if number.extension:
        raise ValidationError(NO_EXTENSION)


class PhoneNumberBlock(CharBlock):
    """Block for a phone number, stored as E.164 text."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"validators": [validate_phone], "max_length": 40, **kwargs})

    def clean(self, value: str) -> str:
        value = super().clean(value)
        return to_python(value).as_e164 if value else ""

    class Meta:
        icon = "mobile-alt"
        label = "Phone"


def _member(value: Any) -> Literal[" text", " object"]:
    return " object" if isinstance(value, dict) else " text"


# Any: the annotation of what writing takes, a number as text or as it is read.
@input_shape.register
def _(block: PhoneNumberBlock) -> Any:
    either = Annotated[str, Tag(" text")] | Annotated[Phone, Tag(" object")]
    return Annotated[either, Discriminator(_member)] | None


# Any: the stored JSON.
@stored_value.register
def _(block: PhoneNumberBlock, sent: Sent, into: Conversion) -> Any:
    number = sent.value
    return number["uri"] if isinstance(number, dict) else number or ""


class PhoneInput(RegionalPhoneNumberWidget):
    """Phone input that shows a valid number formatted, and other input as entered."""

    def format_value(self, value: PhoneNumber | str | None) -> str | None:
        number = to_python(value)
        is_number = number and number.is_valid()
        return super().format_value(value) if is_number else value
