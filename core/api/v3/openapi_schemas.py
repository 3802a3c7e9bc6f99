"""Corrections of the component schemas for generators of typed clients.

Generators make a member with a default required, which a client need not send; pydantic
leaves such members optional in answers, where they always are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

# Any, here and below: a part of an OpenAPI document.
Part = dict[str, Any]

REF = "#/components/schemas/"
# Members of answers which are left out where there is nothing to say.
OMITTED = frozenset(
    {"edit_url", "emergency_wording", "errors", "suggestions", "warnings"}
)

# Schemas of answers that have some members only where these are asked for.
PARTIAL = frozenset({"ArticleItemData", "PageFieldsData"})


def correct(paths: Part, schemas: Part) -> None:
    """Corrects the schemas in place, by what uses them: bodies, answers or both."""
    operations = [each for methods in paths.values() for each in methods.values()]
    sent = _reachable((each.get("requestBody", {}) for each in operations), schemas)
    answered = _reachable((each["responses"] for each in operations), schemas)
    for name in sent:
        _describe_defaults(schemas[name])
    for name in answered - sent - PARTIAL:
        _require_members(schemas[name])
    for part in (paths, schemas):
        _add_discriminators(part, schemas)


def _reachable(parts: Iterable[Part], schemas: Part) -> set[str]:
    """The names of all schemas to which these parts refer, also through others."""
    found: set[str] = set()
    waiting = [name for part in parts for name in _names(part)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _names(schemas[name])
    return found


def _names(part: Part) -> Iterator[str]:
    for each in _parts(part):
        ref = each.get("$ref")
        if isinstance(ref, str) and ref.startswith(REF):
            yield ref.removeprefix(REF)


def _parts(part: Any) -> Iterator[Part]:
    """Yields all objects within a part, itself included."""
    if isinstance(part, dict):
        yield part
    children = part.values() if isinstance(part, dict) else part
    for child in children:
        if isinstance(child, dict | list):
            yield from _parts(child)


def _describe_defaults(schema: Part) -> None:
    for member in schema.get("properties", {}).values():
        if (default := member.pop("default", None)) not in (None, ""):
            known = f"{member.get('description', '')} Left out: {_as_json(default)}."
            member["description"] = known.strip()


def _as_json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _require_members(schema: Part) -> None:
    members = schema.get("properties", {})
    for member in members.values():
        member.pop("default", None)
    _require_key(members)
    if members:
        known = schema.get("required", [])
        schema["required"] = [
            name for name in members if name in known or name not in OMITTED
        ]


def _require_key(members: Part) -> None:
    """An id that Django Ninja made of a primary key is null only before it is saved."""
    key = members.get("id", {})
    if key.get("title") == "ID" and key.pop("anyOf", None):
        key["type"] = "integer"


def _add_discriminators(part: Part, schemas: Part) -> None:
    """Says which member tells apart the schemas of a union that have a constant type."""
    for each in _parts(part):
        names = [*_names({"oneOf": each["oneOf"]})] if "oneOf" in each else []
        types = {
            schemas[name].get("properties", {}).get("type", {}).get("const"): REF + name
            for name in names
        }
        if names and None not in types and "discriminator" not in each:
            each["discriminator"] = {"propertyName": "type", "mapping": types}
            each["description"] = "One of these, told apart by `type`."
