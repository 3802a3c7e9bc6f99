"""Constant ``type`` in the schema of each page type, by which a union is narrowed.

Wagtail has the type in ``meta`` alone, where neither OpenAPI's ``discriminator`` nor the
unions of TypeScript find it.
"""

from types import new_class
from typing import Any, Literal

from ninja import Schema
from pydantic import Field
from wagtail.api.v3.registry import registry
from wagtail.models import Page, get_page_models


def add_to_schemas() -> None:
    """Replaces the read schema of each page type by one with its ``type``.

    To be called before Wagtail's router of pages is imported, which makes the unions.
    """
    for model in get_page_models():
        registration = registry.get(model._meta.label)
        registration.read_schema = _with_type(registration.read_schema, model)


def _with_type(schema: type[Schema], model: type[Page]) -> type[Schema]:
    label = model._meta.label
    # Ninja finds resolvers in the namespace of a class alone. Any: its members.
    members: dict[str, Any] = {
        "__annotations__": {"type": Literal[label]},
        "__module__": __name__,
        "type": Field(description="As in “meta”; it narrows a union of pages."),
        "resolve_type": staticmethod(lambda page: label),
    }
    return new_class(
        schema.__name__, (schema,), exec_body=lambda names: names.update(members)
    )
