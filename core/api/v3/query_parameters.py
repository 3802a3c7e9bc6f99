"""Strict requests to API v3: only declared parameters and fields, each once."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import chain, islice
from typing import Annotated, Any, Protocol

from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from pydantic import Field

from core.api.errors import MOST_ERRORS, NAME_SHOWN, FieldProblem, problem

# Below the databases' largest key, as a round number.
LARGEST = 10**18 - 1

# Wagtail's parameter for the rich text format; ours is always HTML.
IGNORED = frozenset({"rich_text_format"})

JSON = "application/json"
FORM = "multipart/form-data"
SEND = {
    JSON: f"Send JSON, with “Content-Type: {JSON}”.",
    FORM: f"Send a form, with “Content-Type: {FORM}”.",
}

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Offset = Annotated[int, Field(ge=0, le=LARGEST)]
Run = Callable[..., HttpResponse]


class OperationRun(Protocol):
    """The bound method ``run`` of an operation."""

    __self__: Operation

    # Any: the arguments of the URL.
    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponse: ...


def strict(run: OperationRun) -> Run:
    """Refuses undeclared input; for ``NinjaAPI.add_decorator`` in mode "view"."""
    operation = run.__self__
    once, many = declared(operation)
    numbers = path_numbers(operation)
    fields = form_fields(operation)
    body = "body" in {each.__ninja_param_source__ for each in operation.models}
    kind = FORM if fields else JSON if body else None

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Checked before the body is read: a form may be larger than JSON.
        if kind and _is_other_than(kind, request):
            return problem(415, SEND[kind])
        wrong = chain(
            _wrong_names(request, once, many), _wrong_numbers(kwargs, numbers)
        )
        errors = list(islice(wrong, MOST_ERRORS))
        if errors:
            detail = "; ".join(each["message"] for each in errors[:3])
            return problem(400, detail, errors)
        # An anonymous client's form is not read at all.
        if fields and request.user.is_authenticated:
            unknown = list(islice(_unknown_fields(request, fields), MOST_ERRORS))
            if unknown:
                return problem(422, unknown[0]["message"], unknown)
        return run(request, **kwargs)

    return checked


def declared(operation: Operation) -> tuple[frozenset[str], frozenset[str]]:
    """The query parameters that may occur once, and those that may be repeated."""
    names: set[str] = set()
    lists: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names |= set(model.__ninja_flatten_map__)
            lists |= set(model.__ninja_collection_fields__)
    return frozenset(names - lists - IGNORED), frozenset(names & lists)


def form_fields(operation: Operation) -> frozenset[str]:
    """The fields and files of the operation's form; empty if it takes none."""
    return frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ in {"form", "file"}
        # A function that takes each field as an argument has no flatten map.
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)
    )


def path_numbers(operation: Operation) -> frozenset[str]:
    """The names of the path parameters that are numbers."""
    return frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "path"
        for name, shape in model.model_json_schema()["properties"].items()
        if shape.get("type") == "integer"
    )


def is_key(text: str) -> bool:
    """True if the text can be a primary key."""
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def _is_other_than(kind: str, request: HttpRequest) -> bool:
    has_body = int(request.headers.get("Content-Length") or 0) > 0
    return has_body and request.content_type != kind


def _unknown_fields(
    request: HttpRequest, known: frozenset[str]
) -> Iterator[FieldProblem]:
    """Yields an error for each unknown field of a form, which ninja would ignore."""
    for name in chain(request.POST, request.FILES):
        if name not in known:
            text = f"There is no such field. Known here: {', '.join(sorted(known))}"
            path: list[str | int] = ["body", name[:NAME_SHOWN]]
            yield {"path": path, "message": text, "code": "extra_forbidden"}


def _wrong_names(
    request: HttpRequest, once: frozenset[str], many: frozenset[str]
) -> Iterator[FieldProblem]:
    known = ", ".join(sorted(once | many)) or "none"
    for name, values in request.GET.lists():
        shown = name[:NAME_SHOWN]
        if name not in once | many:
            text = f"Unknown parameter “{shown}”. Known here: {known}"
            yield {"path": ["query", shown], "message": text, "code": "unknown"}
        elif len(values) > 1 and name not in many:
            text = f"The parameter “{shown}” is given more than once."
            yield {"path": ["query", shown], "message": text, "code": "repeated"}


def _wrong_numbers(
    given: dict[str, Any], numbers: frozenset[str]
) -> Iterator[FieldProblem]:
    for name in numbers & set(given):
        if not is_key(str(given[name])):
            text = f"{name}: expected a whole number of up to 18 digits."
            yield {"path": ["path", name], "message": text, "code": "number"}
