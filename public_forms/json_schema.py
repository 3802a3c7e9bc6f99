"""Description of a form for API clients: JSON Schema and hints for rendering.

Input that matches the schema is valid, except for two rules that a schema cannot
express: phone numbers must exist, and text must have visible characters.
"""

from typing import Literal

from django import forms
from phonenumber_field.formfields import PhoneNumberField
from typing_extensions import TypedDict

from core.seo import Fact, Node
from public_forms.forms import PublicForm

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Widget = Literal[
    "text",
    "textarea",
    "email",
    "tel",
    "url",
    "number",
    "date",
    "select",
    "radio",
    "checkboxes",
    "checkbox",
]


class Hint(TypedDict):
    """Hint for drawing a question; ``autocomplete`` as in HTML, empty for none.

    ``help`` is plain text. ``choices`` are empty where nothing is chosen.
    """

    name: str
    label: str
    help: str
    widget: Widget
    required: bool
    autocomplete: str
    choices: list[str]


class Description(TypedDict):
    """``schema`` is JSON Schema 2020-12; ``ui`` has a hint a question, in order."""

    schema: Node
    ui: list[Hint]


def describe(form: PublicForm, *, title: str) -> Description:
    fields = {each.name: each.field for each in form.questions()}
    required: list[Fact] = [name for name, field in fields.items() if field.required]
    return {
        "schema": {
            "$schema": DIALECT,
            "title": title,
            "type": "object",
            "properties": properties(form),
            "required": required,
            "additionalProperties": False,
        },
        "ui": [_hint(name, field) for name, field in fields.items()],
    }


def properties(form: PublicForm) -> Node:
    """The JSON Schema of each question, by its name."""
    return {each.name: _property(each.field) for each in form.questions()}


def _property(field: forms.Field) -> Node:
    texts = {"title": field.label, "description": field.help_text}
    shown: Node = {key: str(value) for key, value in texts.items() if value}
    return {**shown, **_shape(field)}


def _shape(field: forms.Field) -> Node:
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean", **({"const": True} if field.required else {})}
    if isinstance(field, forms.MultipleChoiceField):
        items: Node = {"type": "string", "enum": [*_choices(field)]}
        minimum = {"minItems": 1} if field.required else {}
        return {"type": "array", "items": items, "uniqueItems": True, **minimum}
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": [*_choices(field)]}
    if isinstance(field, forms.DecimalField):
        maximum = 10 ** (field.max_digits or 0) - 1
        return {"type": "number", "minimum": -maximum, "maximum": maximum}
    return {"type": "string", **_limits(field)}


def _limits(field: forms.Field) -> Node:
    if isinstance(field, forms.DateField):
        return {"format": "date"}
    minimum = {"minLength": 1} if field.required else {}
    longest: int | None = getattr(field, "max_length", None)
    maximum = {"maxLength": longest} if longest else {}
    kind = {"format": "email"} if isinstance(field, forms.EmailField) else {}
    return {**minimum, **maximum, **kind}


def _hint(name: str, field: forms.Field) -> Hint:
    return {
        "name": name,
        "label": str(field.label),
        "help": str(field.help_text),
        "widget": _widget(field),
        "required": field.required,
        "autocomplete": field.widget.attrs.get("autocomplete", ""),
        "choices": _choices(field),
    }


def _choices(field: forms.Field) -> list[str]:
    return [value for value, _ in getattr(field, "choices", []) if value]


# The first match applies, so subclasses come before their base classes.
WIDGETS: list[tuple[type[forms.Field], Widget]] = [
    (forms.EmailField, "email"),
    (PhoneNumberField, "tel"),
    (forms.URLField, "url"),
    (forms.DecimalField, "number"),
    (forms.DateField, "date"),
    (forms.BooleanField, "checkbox"),
    (forms.MultipleChoiceField, "checkboxes"),
]


def _widget(field: forms.Field) -> Widget:
    for kind, widget in WIDGETS:
        if isinstance(field, kind):
            return widget
    if isinstance(field.widget, forms.RadioSelect):
        return "radio"
    if isinstance(field, forms.ChoiceField):
        return "select"
    return "textarea" if isinstance(field.widget, forms.Textarea) else "text"
