"""Question types of a form, and the form class built from an editor's questions."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from phonenumber_field.formfields import PhoneNumberField
from typing_extensions import TypedDict
from wagtail.contrib.forms.forms import FormBuilder
from wagtail.contrib.forms.models import AbstractFormField

from clinic.phone import INVALID_PHONE
from public_forms.forms import PublicForm
from public_forms.text_cleaning import tidy, tidy_line

FIELD_TYPES = [
    ("singleline", "One line of text"),
    ("multiline", "Several lines of text"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("place", "One of the clinic's places"),
    ("dropdown", "One of a list"),
    ("radio", "One of a few"),
    ("checkboxes", "Several of a list"),
    ("checkbox", "Yes or no"),
    ("date", "Day"),
    ("number", "Number"),
]
WITH_CHOICES = {"dropdown", "radio", "checkboxes"}
# Names that no question may have: the fields of every form, and properties of form
# elements in JavaScript.
RESERVED_NAMES = {
    *PublicForm.base_fields,
    "consent",
    *("dataset", "elements", "submit"),
}
# That a double-precision number of JSON can hold.
MOST_DIGITS = 15
MAX_LENGTHS = {"singleline": 255, "multiline": 2000}
# Autocomplete tokens by field name, for types of answer that do not imply one.
AUTOCOMPLETE = {
    "name": "name",
    "your_name": "name",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "postcode": "postal-code",
}
REQUIRED_MESSAGE = "Fill in “{}”."
REQUIRED_MESSAGES = {
    **dict.fromkeys(("place", "dropdown", "radio"), "Choose an answer to “{}”."),
    "checkboxes": "Choose at least one of “{}”.",
    "checkbox": "Tick “{}”.",
}
CONSENT_REQUIRED = "Tick the box, or we may not keep what you entered."


class Answer(TypedDict):
    """Answer to a question, with the label at the time of submission."""

    name: str
    label: str
    value: str | list[str]


class SubmissionForm(PublicForm):
    """Base class of the forms for visitors; the API validates with it, too."""

    purpose = "submission"

    # Any: a FormPage, whose module imports this one.
    def __init__(
        self,
        data: QueryDict | Mapping[str, Any] | None = None,
        *,
        page: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.page = page
        self.fields["consent"] = forms.BooleanField(
            label=page.consent_label, error_messages={"required": CONSENT_REQUIRED}
        )

    def remade(self, data: QueryDict | dict[str, Any]) -> Self:
        return type(self)(data, page=self.page)

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(values.get(name), str) and name not in self.PROTECTION:
                self._tidy(name, field, values)
        return values

    @property
    def answers(self) -> list[Answer]:
        """Answers in order, without those left empty."""
        values = self.cleaned_data
        return [
            {"name": field.name, "label": str(field.label), "value": text}
            for field in self.questions()
            if field.name != "consent" and (text := as_text(values[field.name]))
        ]

    @property
    def typed(self) -> list[str]:
        """Free text as submitted, without choices and ticks."""
        return [
            value
            for name, value in self.data.items()
            if isinstance(value, str) and self._is_free_text(name)
        ]

    def _is_free_text(self, name: str) -> bool:
        """True for free text, including questions removed since the form was loaded."""
        chosen = (forms.ChoiceField, forms.BooleanField)
        return name not in self.PROTECTION and not isinstance(
            self.fields.get(name), chosen
        )

    @property
    def email(self) -> str:
        """The first e-mail address entered, in lower case; may be empty."""
        return self._first(forms.EmailField).lower()

    @property
    def place(self) -> str:
        return self._first(PlaceField)

    def _first(self, kind: type[forms.Field]) -> str:
        entered = (
            self.cleaned_data[name]
            for name, field in self.fields.items()
            if isinstance(field, kind)
        )
        return next(filter(None, entered), "")

    def _tidy(self, name: str, field: forms.Field, values: dict[str, Any]) -> None:
        many_lines = isinstance(field.widget, forms.Textarea)
        values[name] = (tidy if many_lines else tidy_line)(values[name])
        if field.required and not values[name]:
            # Only invisible characters.
            self.add_error(name, field.error_messages["required"])


class PlaceField(forms.ChoiceField):
    """One of the clinic's places, by its name."""


class VisitorFormBuilder(FormBuilder):
    """Builds the form class for visitors; ``places`` are names of places."""

    def __init__(
        self, fields: Iterable[AbstractFormField], *, places: Iterable[str] = ()
    ) -> None:
        super().__init__(fields)
        self.places = list(places)

    def get_form_class(self) -> type[SubmissionForm]:
        class VisitorForm(SubmissionForm):
            pass

        # Not as class attributes, where a question named like an attribute of Django's
        # forms, such as “Prefix”, would be lost.
        VisitorForm.base_fields = {**SubmissionForm.base_fields, **self.formfields}
        return VisitorForm

    @property
    def formfields(self) -> dict[str, forms.Field]:
        """Form fields by name, without questions for a place if there are no places."""
        return {
            name: field
            for name, field in super().formfields.items()
            if not isinstance(field, PlaceField) or self.places
        }

    def get_formatted_field_choices(
        self, field: AbstractFormField
    ) -> list[tuple[str, str]]:
        return [(choice, choice) for choice in choices_of(field)]

    def get_field_options(self, field: AbstractFormField) -> dict[str, Any]:
        options = super().get_field_options(field)
        # Not escaped here, because the template escapes it.
        options["help_text"] = field.help_text
        label = field.label.rstrip(" :.")
        options["error_messages"] = {
            "required": REQUIRED_MESSAGES.get(
                field.field_type, REQUIRED_MESSAGE
            ).format(label),
            "invalid_choice": f"Choose for “{label}” what is in the list.",
        }
        return options

    def create_singleline_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        known = AUTOCOMPLETE.get(field.clean_name)
        widget = forms.TextInput(attrs={"autocomplete": known} if known else {})
        max_length = MAX_LENGTHS["singleline"]
        return forms.CharField(widget=widget, max_length=max_length, **options)

    def create_multiline_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 6})
        max_length = MAX_LENGTHS["multiline"]
        return forms.CharField(widget=widget, max_length=max_length, **options)

    def create_email_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        options["error_messages"]["invalid"] = (
            "Enter an e-mail address such as name@example.org."
        )
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        return forms.EmailField(widget=widget, max_length=254, **options)

    def create_phone_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        options["error_messages"]["invalid"] = INVALID_PHONE
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        return PhoneNumberField(widget=widget, **options)

    def create_place_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        choices = [("", "Choose a place"), *((name, name) for name in self.places)]
        return PlaceField(choices=choices, **options)

    def create_dropdown_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        choices = [("", "Choose one"), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(choices=choices, **options)

    def create_date_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        options["error_messages"]["invalid"] = "Enter a day such as 2026-10-01."
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **options)

    def create_number_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        options["error_messages"]["invalid"] = "Enter a number, with figures alone."
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.DecimalField(widget=widget, max_digits=MOST_DIGITS, **options)


def check_question(field: AbstractFormField) -> None:
    """Validates a question; raises a ValidationError for a reserved or empty name."""
    name = field.clean_name or field.get_field_clean_name()
    if not name:
        raise ValidationError({"label": "Use letters or figures in the question."})
    if name in RESERVED_NAMES:
        raise ValidationError(
            {"label": "Every form has something of that name. Use other words."}
        )
    if field.field_type in WITH_CHOICES and len(choices_of(field)) < 2:
        raise ValidationError(
            {"choices": "Enter at least two things to choose from, one a line."}
        )


def choices_of(field: AbstractFormField) -> list[str]:
    """Choices of the question, one a line, without duplicates."""
    lines = (tidy_line(line) for line in field.choices.splitlines())
    return list(dict.fromkeys(filter(None, lines)))


# Any: cleaned values of Django's form fields.
def as_text(value: Any) -> str | list[str]:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
