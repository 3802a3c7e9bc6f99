"""The OpenAPI 3.1 document of API v3, with corrections of ninja's and Wagtail's."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, get_args, get_type_hints

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.params.models import PathModel
from pydantic import TypeAdapter
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.errors import PROBLEM_JSON
from wagtail.api.v3.registry import registry
from wagtail.models import Page, get_page_models

from core.api.deleted import may_be_deleted
from core.api.errors import Problem
from core.api.guard import READING
from core.api.v3 import openapi_schemas
from core.api.v3.closed_sets import page_types
from core.api.v3.openapi_descriptions import OPERATIONS, PARAMETERS
from core.api.v3.query_parameters import IGNORED, declared, path_numbers

# Any, here and below: a part of an OpenAPI document.
Part = dict[str, Any]

# Wagtail's marker of an operation that needs no token. It is not a security scheme, and
# makes the document invalid.
NO_TOKEN = "AllowAnonymous"  # noqa: S105 - a class's name
# Wagtail's schemas of pages of any type.
OF_ANY_PAGE = ("BasePageMetaSchema", "SimpleBasePageMetaSchema")
PROBLEM_REF = {"$ref": "#/components/responses/Problem"}
# A parameter, a token, its scopes, a site or an object that a parameter names, a
# database that is away.
ALWAYS_REFUSED = (400, 401, 403, 404, 503)
WRITING_REFUSED = (411, 413, 415, 422, 507)
IF_MATCH: Part = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "required": False,
    "description": (
        "The ETag with which this was read, with a token. Where somebody has changed it "
        "since, the answer is 412 and nothing is changed."
    ),
}
IF_NONE_MATCH: Part = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "required": False,
    "description": "The ETag of an answer that you have; 304 while nothing has changed.",
}
# Headers of answers that anybody may keep.
VALIDATORS = {
    "ETag": "Changes with each change of the answer; kept answers have one.",
    "Last-Modified": "The last change of anything shown, from ten seconds after it on.",
    "Cache-Tag": "Names of all that the answer shows, as in the tags of changes.",
}
NOT_MODIFIED_REF = {"$ref": "#/components/responses/NotModified"}
# Open operations whose answers nobody may keep.
NEVER_KEPT = {"changes", "preview", "preview_user_bar"}


class Document(OpenAPISchema):
    """Ninja's OpenAPI document with problem responses and exact nullability."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        openapi_schemas.correct(self["paths"], self["components"]["schemas"])

    def get_components(self) -> Part:
        schema = TypeAdapter(Problem).json_schema(
            ref_template="#/components/schemas/{model}"
        )
        self.add_schema_definitions(schema.pop("$defs"))
        self.add_schema_definitions({"Problem": schema})
        self.securitySchemes.pop(NO_TOKEN, None)
        for model in get_page_models():
            _require_fields(model, self.schemas)
        for name in OF_ANY_PAGE:
            _name_page_types(self.schemas[name]["properties"]["type"])
        problem = {
            "description": "The request was refused; “detail” says why.",
            "content": {
                PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        not_modified = {
            "description": "What you have is still true.",
            "headers": _refs(),
        }
        return {
            **super().get_components(),
            "headers": {
                name: {"description": text, "schema": {"type": "string"}}
                for name, text in VALIDATORS.items()
            },
            "responses": {"NotModified": not_modified, "Problem": problem},
        }

    def operation_details(self, operation: Any) -> Part:
        # Any, here and below: a ninja Operation, as in the extended method.
        details = super().operation_details(operation)
        answers = {str(status): each for status, each in details["responses"].items()}
        if known := OPERATIONS.get(details["operationId"]):
            details.setdefault("description", known)
        if _is_kept(operation):
            answers["200"]["headers"] = _refs()
            answers["304"] = NOT_MODIFIED_REF
        refused = dict.fromkeys(map(str, _refusals(operation)), PROBLEM_REF)
        details["responses"] = {**refused, **answers, "default": PROBLEM_REF}
        return details

    def operation_parameters(self, operation: Any) -> list[Part]:
        known = super().operation_parameters(operation)
        for each in known:
            each["schema"] = _without_null(each["schema"])
            _describe(each, operation.operation_id)
        headers = [IF_MATCH] if _knows_if_match(operation) else []
        headers += [IF_NONE_MATCH] if _is_kept(operation) else []
        return [*(each for each in known if not _is_ignored(each)), *headers]

    def responses(self, operation: Any) -> dict[int, Part]:
        """The responses, with application/problem+json for errors."""
        known = super().responses(operation)
        for status, described in known.items():
            if status >= HTTPStatus.BAD_REQUEST:
                [schema] = described["content"].values()
                described["content"] = {PROBLEM_JSON: schema}
        return known

    def operation_security(self, operation: Any) -> list[Part] | None:
        """The security requirements with scopes; an empty one needs no token."""
        schemes = super().operation_security(operation) or []
        scope = operation.token_need.scope
        scopes = [str(scope)] if scope else []
        return [
            {} if NO_TOKEN in each else dict.fromkeys(each, scopes) for each in schemes
        ] or None


def _refusals(operation: Any) -> Iterator[int]:
    """The statuses with which the guard and the operation may refuse."""
    yield from ALWAYS_REFUSED
    if may_be_deleted(declared(operation, PathModel)):
        yield 410
    if not READING & set(operation.methods):
        yield from WRITING_REFUSED
    if _knows_if_match(operation):
        yield 412


def _describe(parameter: Part, operation_id: str) -> None:
    """Adds the description of a parameter that has none."""
    name = parameter["name"]
    known = PARAMETERS.get((operation_id, name)) or PARAMETERS.get(name)
    if known and "description" not in {*parameter, *parameter["schema"]}:
        parameter["description"] = known


def _is_ignored(parameter: Part) -> bool:
    """True for Wagtail's rich text format; ours is one constant."""
    return parameter["name"] in IGNORED and "const" not in parameter["schema"]


def _is_kept(operation: Any) -> bool:
    """True for an operation whose answers anybody may read and keep."""
    is_open = any(isinstance(each, AllowAnonymous) for each in operation.auth_callbacks)
    reads = "GET" in operation.methods and HTTPStatus.OK in operation.response_models
    return is_open and reads and operation.operation_id not in NEVER_KEPT


def _refs() -> Part:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in VALIDATORS}


def _knows_if_match(operation: Any) -> bool:
    writes = not READING & set(operation.methods)
    changes_one = writes and not {"page_id", "pk"}.isdisjoint(path_numbers(operation))
    return changes_one and hasattr(operation.view_func, "knows_if_match")


def _require_fields(model: type[Page], schemas: Part) -> None:
    """Marks the page's fields as required, and nullable only if their type says so.

    Wagtail declares each serializer field as nullable and optional.
    """
    schema = schemas[registry.get(model._meta.label).read_schema.__name__]
    properties = schema["properties"]
    for field in APIField.get_fields_for_model(model):
        if field.serializer and not _may_be_null(field.serializer):
            properties[field.name] = _without_null(properties[field.name])
        properties[field.name].pop("default", None)
    schema["required"] = sorted(properties)


def _name_page_types(schema: Part) -> None:
    for each in schema["anyOf"]:
        if each["type"] == "string":
            each["enum"] = sorted(page_types())


def _may_be_null(serializer: Field) -> bool:
    made = get_type_hints(serializer.to_representation)["return"]
    return type(None) in get_args(made)


def _without_null(schema: Part) -> Part:
    """The schema without null: a query parameter can be omitted, but not null."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {
        name: value
        for name, value in schema.items()
        if name != "anyOf" and (name, value) != ("default", None)
    }
    if len(choices) == 1:
        return {**choices[0], **rest}
    return {**rest, "anyOf": choices} if choices else rest
