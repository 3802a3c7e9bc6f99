"""The questions that editors can put into a form, and the form made of them."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

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
# Fields that every form has of its own, and what a browser's script calls in a form:
# no question may have their name.
RESERVED_NAMES = {
    *PublicForm.base_fields,
    "consent",
    *("dataset", "elements", "submit"),
}
MOST_CHARACTERS = {"singleline": 255, "multiline": 2000}
# By what the question is called, where the kind of answer does not say it.
AUTOCOMPLETE = {
    "name": "name",
    "your_name": "name",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "postcode": "postal-code",
}
FILL_IN = "Fill in “{}”."
UNANSWERED = {
    **dict.fromkeys(("place", "dropdown", "radio"), "Choose an answer to “{}”."),
    "checkboxes": "Choose at least one of “{}”.",
    "checkbox": "Tick “{}”.",
}
NO_CONSENT = "Tick the box, or we may not keep what you entered."


class Answer(TypedDict):
    """One question as it was asked, and what was entered."""

    name: str
    label: str
    value: str | list[str]


class SubmissionForm(PublicForm):
    """A form as its visitors fill it in; the API checks with it as well."""

    purpose = "submission"

    # Any: a page of a model that imports this module.
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
            label=page.consent_label, error_messages={"required": NO_CONSENT}
        )

    def remade(self, data: QueryDict) -> "SubmissionForm":
        return type(self)(data, page=self.page)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name, field in self.fields.items():
            if isinstance(values.get(name), str) and name not in self.PROTECTION:
                self._tidy(name, field, values)
        return values

    @property
    def answers(self) -> list[Answer]:
        """Questions that were left empty are not among them."""
        values = self.cleaned_data
        return [
            {"name": field.name, "label": field.label, "value": said}
            for field in self.questions()
            if field.name != "consent" and (said := as_text(values[field.name]))
        ]

    @property
    def typed(self) -> list[str]:
        """All that was typed freely, as it came: nothing chosen, no ticks."""
        return [
            value
            for name, value in self.data.items()
            if isinstance(value, str) and self._is_free(name)
        ]

    def _is_free(self, name: str) -> bool:
        """A question that was taken out while somebody wrote counts as well."""
        chosen = (forms.ChoiceField, forms.BooleanField)
        return name not in self.PROTECTION and not isinstance(
            self.fields.get(name), chosen
        )

    @property
    def email(self) -> str:
        """The first e-mail address that was entered, in small letters."""
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
            # Nothing but what cannot be seen.
            self.add_error(name, field.error_messages["required"])


class PlaceField(forms.ChoiceField):
    """One of the clinic's places, by its name."""


class VisitorFormBuilder(FormBuilder):
    """Makes the form that visitors fill in; ``places`` are names."""

    def __init__(
        self, fields: Iterable[AbstractFormField], *, places: Iterable[str] = ()
    ) -> None:
        super().__init__(fields)
        self.places = list(places)

    def get_form_class(self) -> type[SubmissionForm]:
        made = type("VisitorForm", (SubmissionForm,), {})
        # Not in the class's body, where a question with the name of one of Django's
        # own attributes, such as “Prefix”, would be lost.
        made.base_fields = {**SubmissionForm.base_fields, **self.formfields}
        return made

    @property
    def formfields(self) -> dict[str, forms.Field]:
        """Without a question that has no answer: which place, where there is none."""
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
        # As it was entered; what draws it escapes it.
        options["help_text"] = field.help_text
        asked = field.label.rstrip(" :.")
        options["error_messages"] = {
            "required": UNANSWERED.get(field.field_type, FILL_IN).format(asked),
            "invalid_choice": f"Choose for “{asked}” what is in the list.",
        }
        return options

    def create_singleline_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        known = AUTOCOMPLETE.get(field.clean_name)
        widget = forms.TextInput(attrs={"autocomplete": known} if known else {})
        most = MOST_CHARACTERS["singleline"]
        return forms.CharField(widget=widget, max_length=most, **options)

    def create_multiline_field(
        self, field: AbstractFormField, options: dict[str, Any]
    ) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 6})
        most = MOST_CHARACTERS["multiline"]
        return forms.CharField(widget=widget, max_length=most, **options)

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
        return forms.DecimalField(widget=widget, max_digits=15, **options)


def check_question(field: AbstractFormField) -> None:
    """Raises a ValidationError for a question that no form can have."""
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
    """One a line, each once."""
    lines = (tidy_line(line) for line in field.choices.splitlines())
    return list(dict.fromkeys(filter(None, lines)))


# Any: whatever Django's form fields give.
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
