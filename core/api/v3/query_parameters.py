"""Strict requests to API v3: only declared parameters and fields, each once."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from inspect import unwrap
from itertools import chain, islice
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja.operation import Operation
from ninja.params.models import (
    BodyModel,
    FileModel,
    FormModel,
    ParamModel,
    PathModel,
    QueryModel,
)
from pydantic import BaseModel, BeforeValidator, Field

from core.api.errors import MOST_ERRORS, NAME_SHOWN, FieldProblem, problem
from core.api.instants import instant

# Below the databases' largest key, as a round number.
LARGEST = 10**18 - 1

# Of these an empty value is one: the path of the front page, and a dry run that is
# refused, as without it the same request would write.
KEPT_EMPTY = frozenset({"path", "html_path", "dry_run"})

# The rich text format, of which Wagtail knows four; ours is always HTML.
IGNORED = frozenset({"rich_text_format"})
HtmlFormat = Literal["html"]

JSON = "application/json"
FORM = "multipart/form-data"

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Instant = Annotated[datetime, BeforeValidator(instant)]
Offset = Annotated[int, Field(ge=0, le=LARGEST)]
Run = Callable[..., HttpResponse]
# Any: the return value of a ninja operation, before serialization.
View = Callable[..., Any]


# Any: whatever is sent.
def separated(values: Any) -> Any:
    """Splits the values of a list at commas; for a ``BeforeValidator``."""
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


def strict(run: Run) -> Run:
    """Refuses undeclared input; for ``NinjaAPI.add_decorator`` in mode "view"."""
    operation = operation_of(run)
    query = declared(operation, QueryModel)
    fields = declared(operation, FormModel, FileModel)
    numbers = path_numbers(operation)
    kind = FORM if fields else JSON if declared(operation, BodyModel) else None

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Checked before the body is read: a form may be larger than JSON.
        if kind and _is_other_than(kind, request):
            sent = "JSON" if kind == JSON else "a form"
            return problem(415, f"Send {sent}, with “Content-Type: {kind}”.")
        wrong = chain(_wrong_names(request, query), _wrong_numbers(kwargs, numbers))
        errors = list(islice(wrong, MOST_ERRORS))
        if errors:
            detail = "; ".join(each["message"] for each in errors[:3])
            return problem(400, detail, errors)
        leave_out_empty(request)
        # An anonymous client's form is not read at all.
        if fields and request.user.is_authenticated:
            unknown = list(islice(_unknown_fields(request, fields), MOST_ERRORS))
            if unknown:
                return problem(422, unknown[0]["message"], unknown)
        return run(request, **kwargs)

    return checked


def leave_out_empty(request: HttpRequest) -> None:
    """Removes empty values from the query, as forms send them for fields left empty."""
    given = request.GET.lists()
    kept = {
        name: [value for value in values if value or name in KEPT_EMPTY]
        for name, values in given
    }
    if kept != dict(given):
        query = QueryDict(mutable=True)
        for name, values in kept.items():
            if values:
                query.setlist(name, values)
        # Any: the stubs know only a query that is never changed, as this one will be.
        request.GET = cast(Any, query)


def operation_of(run: Run) -> Operation:
    """The operation that ``run`` executes, below the decorators that it has already."""
    # The innermost function is a bound method.
    return unwrap(run).__self__


# Any: annotations.
def declared(operation: Operation, *sources: type[ParamModel]) -> dict[str, Any]:
    """Names and annotations of what the operation takes from these sources."""
    return {
        name: shape
        for model in operation.models
        if issubclass(model, sources)
        for name, shape in sent_fields(model)
        if name not in IGNORED or shape == HtmlFormat | None
    }


def sent_fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Yields the fields as sent: those of a schema stand beside single parameters."""
    for name, field in model.model_fields.items():
        shape = field.annotation
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            yield from sent_fields(shape)
        else:
            yield field.alias or name, shape


def path_numbers(operation: Operation) -> set[str]:
    """The names of the path parameters that are numbers."""
    path = declared(operation, PathModel)
    return {name for name, shape in path.items() if shape is int}


def is_key(text: str) -> bool:
    """True if the text can be a primary key."""
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def _is_other_than(kind: str, request: HttpRequest) -> bool:
    has_body = int(request.headers.get("Content-Length") or 0) > 0
    return has_body and request.content_type != kind


# Any, here and below: annotations by name.
def _unknown_fields(
    request: HttpRequest, known: dict[str, Any]
) -> Iterator[FieldProblem]:
    """Yields an error for each unknown field of a form, which ninja would ignore."""
    for name in chain(request.POST, request.FILES):
        if name not in known:
            text = f"There is no such field. Known here: {', '.join(sorted(known))}"
            path: list[str | int] = ["body", name[:NAME_SHOWN]]
            yield {"path": path, "message": text, "code": "extra_forbidden"}


def _wrong_names(request: HttpRequest, known: dict[str, Any]) -> Iterator[FieldProblem]:
    for name, values in request.GET.lists():
        shown = name[:NAME_SHOWN]
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            text = f"Unknown parameter “{shown}”. Known here: {names}"
            yield {"path": ["query", shown], "message": text, "code": "unknown"}
        elif len(values) > 1 and not _is_list(known[name]):
            text = f"The parameter “{shown}” is given more than once."
            yield {"path": ["query", shown], "message": text, "code": "repeated"}


# Any: an annotation.
def _is_list(shape: Any) -> bool:
    if get_origin(shape) in {Union, UnionType}:
        return any(_is_list(each) for each in get_args(shape))
    return get_origin(shape) is list


def _wrong_numbers(given: dict[str, Any], numbers: set[str]) -> Iterator[FieldProblem]:
    for name in numbers & set(given):
        if not is_key(str(given[name])):
            text = f"{name}: expected a whole number of up to 18 digits."
            yield {"path": ["path", name], "message": text, "code": "number"}
