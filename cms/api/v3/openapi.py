"""API v3's description of itself, valid as OpenAPI 3.1."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema
from pydantic import TypeAdapter

from cms.api.errors import PROBLEM_JSON, Problem
from cms.api.v3.parameters import IGNORED

# Any, here and below: a part of an OpenAPI document.
Part = dict[str, Any]

# Wagtail's mark of an operation that needs no token. It is no way to sign in, and
# without a value of its own it makes the document invalid.
NO_TOKEN = "AllowAnonymous"  # noqa: S105 - a class's name
PROBLEM_REF = {"$ref": "#/components/responses/Problem"}


class Document(OpenAPISchema):
    """As ninja makes it, with our problems and without Wagtail's faults."""

    def get_components(self) -> Part:
        schema = TypeAdapter(Problem).json_schema(
            ref_template="#/components/schemas/{model}"
        )
        self.add_schema_definitions(schema.pop("$defs"))
        self.add_schema_definitions({"Problem": schema})
        self.securitySchemes.pop(NO_TOKEN, None)
        problem = {
            "description": "The request was refused; “detail” says why.",
            "content": {
                PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        return {**super().get_components(), "responses": {"Problem": problem}}

    def operation_details(self, operation: Any) -> Part:
        """Any: a ninja Operation, as in the method that this one extends."""
        details = super().operation_details(operation)
        details["responses"]["default"] = PROBLEM_REF
        return details

    def operation_parameters(self, operation: Any) -> list[Part]:
        known = super().operation_parameters(operation)
        for each in known:
            each["schema"] = _without_null(each["schema"])
        return [each for each in known if each["name"] not in IGNORED]

    def operation_security(self, operation: Any) -> list[Part] | None:
        """An empty requirement says that the operation works without a token, too."""
        schemes = super().operation_security(operation) or []
        return [{} if NO_TOKEN in each else each for each in schemes] or None


def _without_null(schema: Part) -> Part:
    """A parameter can be left out, but it cannot be null, as our functions' may."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {
        name: value
        for name, value in schema.items()
        if name != "anyOf" and (name, value) != ("default", None)
    }
    if len(choices) == 1:
        return {**choices[0], **rest}
    return {**rest, "anyOf": choices} if choices else rest
