"""Locations of invalid values in a request, in the names that the client knows."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from ninja.params.models import (
    BodyModel,
    HeaderModel,
    ParamModel,
    PathModel,
    QueryModel,
)
from pydantic import BaseModel, Tag
from wagtail.api.v3.registry import registry
from wagtail.models import get_page_models

from core.api.v3.query_parameters import sent_fields

SOURCES = {QueryModel: "query", PathModel: "path", HeaderModel: "header"}


# Any, here and below: pydantic's description of an error.
def located(error: Mapping[str, Any], model: type[ParamModel]) -> dict[str, Any]:
    """The error with its location in the request, without names of arguments."""
    if issubclass(model, BodyModel):
        return _in_body(error, model)
    source = next(
        (SOURCES[each] for each in SOURCES if issubclass(model, each)), "body"
    )
    names = dict(sent_fields(model))
    # An error of several parameters together names none.
    named = [each for each in error["loc"] if each in names][-1:]
    return {**error, "loc": (source, *named)}


def _in_body(error: Mapping[str, Any], model: type[BodyModel]) -> dict[str, Any]:
    argument, *path = (each for each in error["loc"] if not _is_member(each))
    # The types of pages in a list of operations.
    path = [*path[:1], *(each for each in path[1:] if not _is_type(each))]
    if argument not in model.model_fields:
        # An error of Wagtail's check of a snippet's type, before all others.
        return {**error, "loc": ("body", *error["loc"])}
    message = error["msg"]
    # Any: an annotation.
    schema: Any = model.model_fields[argument].annotation
    members = _members(schema)
    if error["type"] == "missing" and not path:
        message = "The request has no body."
    if error["type"].startswith("union_tag"):
        known = members or [model._meta.label for model in get_page_models()]
        message = f"Say what it is. Known here: {', '.join(map(str, known))}"
        path = [*path, "meta", "type"]
    elif path and path[0] in members:
        # For a union, pydantic puts the type's tag before the path.
        schema, path = members[path[0]], path[1:]
    if error["type"] == "extra_forbidden":
        message = _no_such_field(schema, path)
    return {**error, "msg": message, "loc": ("body", *path)}


def _is_member(part: str | int) -> bool:
    """True for the name of a union's member, which begins with a space."""
    return isinstance(part, str) and part.startswith(" ")


def _is_type(part: str | int) -> bool:
    return isinstance(part, str) and registry.has(part)


# Any: an annotation.
def _members(schema: Any) -> dict[str | int, type[BaseModel]]:
    """The schemas of a union by tag; empty for any other annotation."""
    data = [get_args(each) for each in get_args(schema)]
    return {
        mark.tag: part
        for part, *marks in filter(None, data)
        for mark in marks
        if isinstance(mark, Tag)
    }


def _no_such_field(schema: type[BaseModel], path: Sequence[str | int]) -> str:
    if len(path) > 1:
        return "There is no such field."
    known = (field.alias or name for name, field in schema.model_fields.items())
    return f"There is no such field. Known here: {', '.join(known)}"
