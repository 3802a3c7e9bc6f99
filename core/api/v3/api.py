"""The NinjaAPI of API v3, with strict input and a valid OpenAPI document."""

from collections.abc import Sequence
from functools import cache
from typing import Any, get_args

from django.conf import settings
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.params.models import ParamModel
from ninja.types import DictStrAny
from pydantic import BaseModel, Tag

from core.api import errors
from core.api.v3.json_parser import StrictParser
from core.api.v3.openapi import Document
from core.api.v3.query_parameters import strict

DESCRIPTION = """\
What a clinic publishes, for its own front ends and apps. Reading needs no token; what
is not public does, and so does writing: `Authorization: Bearer TOKEN`.

* All addresses are absolute, on the clinic's own site. Rich text is finished HTML.
* Errors are problems as in RFC 9457; `errors` says which field is meant.
* A parameter that is not listed here, or that is given twice, is an error.
* Answers without a token have an `ETag`; with `If-None-Match` they cost nothing.
"""


class GaitAPI(NinjaAPI):
    """NinjaAPI with strict validation, problem responses and a valid document."""

    def __init__(self) -> None:
        super().__init__(
            title="Gait",
            version=settings.VERSION,
            description=DESCRIPTION,
            urls_namespace="wagtailapi_v3",
            parser=StrictParser(),
            docs_url=None,
            docs_decorator=require_GET,
        )
        errors.handle(self)
        self.add_decorator(strict, mode="view")

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext]
    ) -> ValidationError:
        """Gives errors their location in the body and the known fields.

        Ninja's location contains the name of the view function's argument.
        """
        errors = []
        for context in error_contexts:
            error = super().validation_error_from_error_contexts([context])
            errors += [_in_body(each, context.model) for each in error.errors]
        return ValidationError(errors)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document, cached because it depends on the code alone."""
        return _document(self, path_prefix or self.get_root_path(path_params or {}))


# Any: pydantic's description of an error.
def _in_body(error: dict[str, Any], model: type[ParamModel]) -> dict[str, Any]:
    argument = getattr(model, "__read_from_single_attr__", None)
    if not argument:
        return _in_form(error)
    source, _, *path = error["loc"]
    if error["type"] == "missing" and not path:
        error["msg"] = "The request has no body."
    # Any: an annotation.
    schema: Any = model.model_fields[argument].annotation
    if error["type"].startswith("union_tag"):
        types = ", ".join(_members(schema))
        error["msg"], path = f"Say what it is. Known here: {types}", ["meta", "type"]
    elif path and path[0] in (members := _members(schema)):
        # For a union, pydantic puts the type's tag before the path.
        schema, path = members[path[0]], path[1:]
    if error["type"] == "extra_forbidden":
        error["msg"] = _no_such_field(schema, path)
    return {**error, "loc": (source, *path)}


# Any: pydantic's description of an error.
def _in_form(error: dict[str, Any]) -> dict[str, Any]:
    """Replaces ninja's sources "form" and "file" by "body", which the client knows."""
    source, *path = error["loc"]
    if source not in {"form", "file"}:
        return error
    return {**error, "loc": ("body", path[-1])}


# Any: an annotation.
def _members(schema: Any) -> dict[str, type[BaseModel]]:
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


@cache
def _document(api: GaitAPI, path_prefix: str) -> Document:
    return Document(api, path_prefix)
