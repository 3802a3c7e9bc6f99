"""Validation of JSON answers against a form's schema, and conversion for the form.

Django's form coerces text from a browser; JSON has types, which must match the schema.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.api.errors import MOST_ERRORS, NAME_SHOWN, FieldProblem
from core.seo import Node

# JSON types of an answer.
Answer = str | bool | int | float | list[str]

# Decimal digits that a double-precision number preserves.
FLOAT_DIGITS = 15


def schema_errors(
    answers: Mapping[str, Answer], properties: Node
) -> list[FieldProblem]:
    """Errors of answers that do not match the schema's properties.

    The form itself reports missing and empty answers.
    """
    errors: list[FieldProblem] = []
    for name, answer in answers.items():
        for message in _answer_errors(name, answer, properties):
            path: list[str | int] = ["body", name[:NAME_SHOWN]]
            errors.append({"path": path, "message": message, "code": "invalid"})
    return errors[:MOST_ERRORS]


def as_form_data(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Answers as form data. Any: text, lists of text, and booleans."""
    return {name: _form_value(answer) for name, answer in answers.items()}


def _form_value(answer: Answer) -> str | bool | list[str]:
    if isinstance(answer, float):
        return f"{answer:.{FLOAT_DIGITS}g}"
    if isinstance(answer, int) and not isinstance(answer, bool):
        return str(answer)
    return answer


# Any: ``properties`` of a JSON Schema.
def _answer_errors(name: str, answer: Answer, properties: Any) -> Iterator[str]:
    shape = properties.get(name)
    if shape is None:
        yield f"There is no such field. Known here: {', '.join(properties)}"
    elif shape["type"] == "boolean":
        if not isinstance(answer, bool):
            yield "Answer true or false."
    elif shape["type"] == "number":
        yield from _number_errors(answer, shape)
    elif shape["type"] == "array":
        yield from _list_errors(answer, shape["items"]["enum"])
    elif not isinstance(answer, str):
        yield "Answer with text, in quotation marks."
    else:
        yield from _text_errors(answer, shape)


def _number_errors(answer: Answer, shape: Any) -> Iterator[str]:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        yield "Answer with a number, without quotation marks."
    elif not shape["minimum"] <= answer <= shape["maximum"]:
        yield "That number is too large."


def _list_errors(answer: Answer, choices: list[str]) -> Iterator[str]:
    if not isinstance(answer, list):
        yield "Answer with a list of what is chosen."
    elif len(set(answer)) < len(answer):
        yield "Choose each only once."
    elif not set(answer) <= set(choices):
        yield f"Choose among: {', '.join(choices)}"


def _text_errors(answer: str, shape: Any) -> Iterator[str]:
    choices, most = shape.get("enum"), shape.get("maxLength")
    if choices is not None and answer not in choices:
        yield f"Choose one of: {', '.join(choices)}"
    elif most and len(answer) > most:
        yield f"Use at most {most} characters. These are {len(answer)}."
    elif shape.get("format") == "date" and not _is_iso_date(answer):
        yield "Enter a day such as 2026-10-01."


def _is_iso_date(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False
