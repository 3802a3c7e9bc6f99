"""Submissions through the API: allowed origins, rate limits and idempotency keys."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, NotRequired

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    UnreadablePostError,
)
from ninja import Header
from pydantic import (
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from core.api.errors import FieldProblem, Problem, extended, problem
from core.api.v3.anonymous import asked_site
from core.api.v3.query_parameters import Run
from core.rich_text import Html
from public_forms import allowed_origins, front_ends, messages
from public_forms.idempotency import KeyReused
from public_forms.rate_limits import LimitExceeded

KEY_HEADER = "Idempotency-Key"


# Any: the unchecked value of the header, and the value that pydantic returns.
def _with_message(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError:
        text = "Send 1 to 255 printable ASCII characters, such as a UUID."
        raise PydanticCustomError("key", text) from None


KeyText = Annotated[
    str, StringConstraints(pattern="^[ -~]{1,255}$"), WrapValidator(_with_message)
]
Key = Annotated[
    KeyText | None,
    Header(
        alias=KEY_HEADER,
        description=(
            "Your own random name for what you hand in, such as a UUID. Sent again "
            "with the same name, it is answered like the first time and taken once."
        ),
    ),
]

# Any: the return value of a ninja operation, and a part of an OpenAPI document.
View = Callable[..., Any]
Part = dict[str, Any]


def submission_endpoint(view: View) -> View:
    """Answers 403 to foreign origins, 429 over the rate limit, 422 to a reused key.

    A front end with a key states the address of its visitor.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not allowed_origins.is_allowed(request, asked_site(request)):
            return problem(403, "Pages of this origin may not hand anything in here.")
        try:
            refused_key = front_ends.refuse_or_note_visitor(request)
            return refused_key or view(request, *args, **kwargs)
        except LimitExceeded as refusal:
            retry = {"Retry-After": str(refusal.wait_seconds)}
            return problem(429, messages.too_many(refusal), headers=retry)
        except KeyReused:
            text = f"This {KEY_HEADER} was used for something else. Make a new one."
            return refused([_wrong(["header", KEY_HEADER], text, "reused")])

    return run


# Finds the emergency wording for a refused body. Any: the texts of the body, and the
# path parameters by name.
FindHelp = Callable[..., str | None]


class SubmissionProblem(Problem):
    """``emergency_wording``: finished HTML to show the writer at once.

    It is there when what was sent suggests that somebody is in danger.
    """

    emergency_wording: NotRequired[Html]


def add_emergency_wording(find_help: FindHelp) -> Callable[[Run], Run]:
    """Decorator that adds the emergency wording to error answers of dangerous texts.

    For ``Router.add_decorator`` in mode "view", so that it also covers a body that
    ninja refuses. The wording is an extension member (RFC 9457): ``emergency_wording``.
    """

    def decorate(run: Run) -> Run:
        @wraps(run)
        def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            answer = run(request, **kwargs)
            if request.method != "POST" or answer.status_code < 400:
                return answer
            if wording := find_help(request, _sent(request), **kwargs):
                return extended(answer, emergency_wording=wording)
            return answer

        return checked

    return decorate


def _sent(request: HttpRequest) -> dict[str, str]:
    """The string members of a JSON body; empty if the body cannot be parsed."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, SuspiciousOperation, UnreadablePostError):
        return {}
    members = sent.items() if isinstance(sent, dict) else ()
    return {name: value for name, value in members if isinstance(value, str)}


def refused(errors: list[FieldProblem]) -> HttpResponse:
    """A 422 problem document with the errors of each field."""
    return problem(422, "; ".join(each["message"] for each in errors[:3]), errors)


def wrong_fields(form: forms.Form) -> list[FieldProblem]:
    """The form's errors, each with the path of its field in the body."""
    return [
        _wrong(_path(name), each["message"], each["code"] or "invalid")
        for name, errors in form.errors.get_json_data().items()
        for each in errors
    ]


def _path(name: str) -> list[str | int]:
    return ["body"] if name == NON_FIELD_ERRORS else ["body", name]


def _wrong(path: list[str | int], message: str, code: str) -> FieldProblem:
    return {"path": path, "message": message, "code": code}


# For ``response`` and ``openapi_extra`` of an operation that accepts a submission.
REFUSED: dict[int, type] = dict.fromkeys(
    (403, 404, 413, 415, 422, 429), SubmissionProblem
)
# The headers of a front end that renders on a server.
VOUCHING: list[Part] = [
    {
        "in": "header",
        "name": front_ends.HEADER,
        "schema": {"type": "string"},
        "required": False,
        "description": (
            "The key of a front end's server, which then states its visitor in "
            "“Forwarded”. Browsers never have it."
        ),
    },
    {
        "in": "header",
        "name": "Forwarded",
        "schema": {"type": "string"},
        "required": False,
        "description": "One element of RFC 7239, as for=192.0.2.1; read with the key.",
    },
]
REFUSALS: Part = {
    "parameters": VOUCHING,
    "responses": {
        403: {
            "description": "This origin may hand nothing in, or a front end's key is wrong."
        },
        404: {"description": "There is no such page, or nobody may see it."},
        413: {"description": "The body is larger than 1 MB, or has too many values."},
        415: {"description": "The body is not called application/json."},
        422: {"description": "“errors” says what is wrong at which field."},
        429: {
            "description": "Too many from this network.",
            "headers": {
                "Retry-After": {
                    "description": "Seconds until the next one is welcome.",
                    "schema": {"type": "integer"},
                }
            },
        },
    },
}
