"""Strings of closed sets in the OpenAPI document, for sets that apps register."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from wagtail.models import get_page_models


@dataclass(frozen=True)
class OneOf:
    """Annotation that names the values of a string in its JSON Schema.

    ``values`` is called when the document is made, after the apps have registered theirs.
    It validates nothing: what is annotated is an answer's.
    """

    values: Callable[[], Iterable[str]]

    # Any: pydantic's own schema, and JSON Schema.
    def __get_pydantic_json_schema__(
        self, schema: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": sorted({*self.values()})}


def page_types() -> list[str]:
    """The names of all page types, as ``type`` has them."""
    return [model._meta.label for model in get_page_models()]


PageType = Annotated[str, OneOf(page_types)]
