"""What an app sends for a form: checked against the form's schema, read by the form.

The form takes text from a browser; JSON says more, and what it says must be meant.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.api.errors import MOST_ERRORS, NAME_SHOWN, FieldProblem
from core.seo import Node

# What JSON can say for one question.
Answer = str | bool | int | float | list[str]

# As many digits as a number keeps on its way through JSON.
DIGITS = 15


def mistakes(answers: Mapping[str, Answer], known: Node) -> list[FieldProblem]:
    """Where the answers are not as the schema's properties say.

    What is missing or empty is the form's own affair.
    """
    wrong = []
    for name, answer in answers.items():
        for said in _mistakes(name, answer, known):
            path: list[str | int] = ["body", name[:NAME_SHOWN]]
            wrong.append({"path": path, "message": said, "code": "invalid"})
    return wrong[:MOST_ERRORS]


def as_typed(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """As a browser would send them; Any: text, lists of it, and ticks."""
    return {name: _typed(answer) for name, answer in answers.items()}


def _typed(answer: Answer) -> str | bool | list[str]:
    if isinstance(answer, float):
        return f"{answer:.{DIGITS}g}"
    return str(answer) if type(answer) is int else answer


# Any: the part of a JSON Schema that says what the questions' answers are.
def _mistakes(name: str, answer: Answer, known: Any) -> Iterator[str]:
    shape = known.get(name)
    if shape is None:
        yield f"There is no such field. Known here: {', '.join(known)}"
    elif shape["type"] == "boolean":
        if not isinstance(answer, bool):
            yield "Answer true or false."
    elif shape["type"] == "number":
        yield from _number_mistakes(answer, shape)
    elif shape["type"] == "array":
        yield from _list_mistakes(answer, shape["items"]["enum"])
    elif not isinstance(answer, str):
        yield "Answer with text, in quotation marks."
    else:
        yield from _text_mistakes(answer, shape)


def _number_mistakes(answer: Answer, shape: Any) -> Iterator[str]:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        yield "Answer with a number, without quotation marks."
    elif not shape["minimum"] <= answer <= shape["maximum"]:
        yield "That number is too large."


def _list_mistakes(answer: Answer, choices: list[str]) -> Iterator[str]:
    if not isinstance(answer, list):
        yield "Answer with a list of what is chosen."
    elif len(set(answer)) < len(answer):
        yield "Choose each only once."
    elif not set(answer) <= set(choices):
        yield f"Choose among: {', '.join(choices)}"


def _text_mistakes(answer: str, shape: Any) -> Iterator[str]:
    choices, most = shape.get("enum"), shape.get("maxLength")
    if choices is not None and answer not in choices:
        yield f"Choose one of: {', '.join(choices)}"
    elif most and len(answer) > most:
        yield f"Use at most {most} characters. These are {len(answer)}."
    elif shape.get("format") == "date" and not _is_day(answer):
        yield "Enter a day such as 2026-10-01."


def _is_day(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False
