"""Schemas of the operations of a batch of pages, and the body that has them."""

from typing import Annotated, Any, Literal, TypeAlias

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.params.models import BodyModel
from ninja.types import DictStrAny
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    create_model,
)
from typing_extensions import TypedDict
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.base import build_discriminated_union
from wagtail.api.v3.schemas.pages import PageCreateMetaSchema
from wagtail.api.v3.schemas.params import TypeInjectingBody
from wagtail.models import Page, get_page_models

from core.api.v3.closed_sets import PageType
from core.api.v3.if_match import checked_condition
from core.api.v3.page_input import PageUpdate, without_read_only
from core.content_input import Key

MOST_OPERATIONS = 50
NO_OPERATION = (
    "“action” says what to do: create, update, move, publish, unpublish, submit."
)


class EarlierInput(TypedDict):
    """The page of an operation before this one, by its position in the list."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    operation: Annotated[int, Field(strict=True, ge=0, lt=MOST_OPERATIONS)]


# Any, here and in the functions of unions: JSON that is not validated yet.
def _page_member(value: Any) -> str:
    return " earlier" if isinstance(value, dict) else " id"


PageInput: TypeAlias = Annotated[
    Annotated[Key, Tag(" id")] | Annotated[EarlierInput, Tag(" earlier")],
    Discriminator(_page_member),
]


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        # Wagtail's union would take it for a page.
        raise ValueError("Send an object.")
    return value


class BatchPageCreateMetaSchema(PageCreateMetaSchema):
    """The page above may be one that an earlier operation creates."""

    type: PageType
    parent_id: PageInput


def _schema_in_batch(model: type[Page]) -> type[Schema] | None:
    schema = registry.get(model._meta.label).create_schema
    return schema and create_model(
        f"Batch{schema.__name__}",
        __base__=schema,
        meta=(BatchPageCreateMetaSchema, ...),
    )


# Any: a union, made of the page types at run time.
BatchPageCreate: Any = build_discriminated_union(get_page_models(), _schema_in_batch)


class CreateOperation(Schema):
    """Creates a page, as ``POST pages/`` does."""

    action: Literal["create"]
    page: Annotated[BatchPageCreate, BeforeValidator(_object)]


# The value of an If-Match header.
Condition = Annotated[str, AfterValidator(checked_condition)]


class UpdateOperation(Schema):
    """Changes a page, as ``PATCH pages/{id}/`` does; ``if_match`` is its ETag."""

    action: Literal["update"]
    id: PageInput
    if_match: Condition | None = None
    page: Annotated[PageUpdate, BeforeValidator(_object)]


class StateOperation(Schema):
    """Publishes a page, takes it off, or submits it to its workflow."""

    action: Literal["publish", "unpublish", "submit"]
    id: PageInput
    if_match: Condition | None = None


class MoveOperation(Schema):
    """Moves a page, with all below it, to the end of the pages below another one."""

    action: Literal["move"]
    id: PageInput
    parent_id: PageInput
    if_match: Condition | None = None


def _action(value: Any) -> str | None:
    action = value.get("action") if isinstance(value, dict) else None
    kinds = {name: f" {name}" for name in ("create", "update", "move")}
    kinds |= dict.fromkeys(("publish", "unpublish", "submit"), " state")
    return kinds.get(action) if isinstance(action, str) else None


Operation: TypeAlias = Annotated[
    Annotated[CreateOperation, Tag(" create")]
    | Annotated[UpdateOperation, Tag(" update")]
    | Annotated[MoveOperation, Tag(" move")]
    | Annotated[StateOperation, Tag(" state")],
    Discriminator(
        _action,
        custom_error_type="operation",
        custom_error_message=NO_OPERATION,
    ),
]


class BatchSchema(Schema):
    operations: list[Operation] = Field(min_length=1, max_length=MOST_OPERATIONS)


class BatchBodyModel(BodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        """Adds the types of pages, and takes out what only reading shows."""
        data = super().get_request_data(request, api, path_params)
        operations = (data or {}).get("data", {}).get("operations")
        if isinstance(operations, list):
            # Others are refused for their number.
            _complete(request, operations[:MOST_OPERATIONS])
        return data


def _complete(request: HttpRequest, operations: list[Any]) -> None:
    changing = [each for each in operations if _is_for_page(each)]
    ids = [each["id"] for each in changing if isinstance(each.get("id"), int)]
    kinds = _types_of(request, ids)
    for each in changing:
        page, place = each["page"], each.get("id")
        meta = page.setdefault("meta", {})
        if isinstance(meta, dict) and "type" not in meta:
            meta["type"] = kinds.get(place) if isinstance(place, int) else None
            meta["type"] = meta["type"] or _type_of_earlier(operations, place)
        each["page"] = without_read_only(page)


def _is_for_page(operation: Any) -> bool:
    return isinstance(operation, dict) and isinstance(operation.get("page"), dict)


def _types_of(request: HttpRequest, ids: list[int]) -> dict[int, str]:
    """The types of those pages that the token's owner sees."""
    found = get_pages_queryset(request).filter(pk__in=ids[:MOST_OPERATIONS])
    return {
        page.pk: page.cached_content_type.model_class()._meta.label for page in found
    }


def _type_of_earlier(operations: list[Any], place: Any) -> Any:
    number = place.get("operation") if isinstance(place, dict) else None
    if not isinstance(number, int) or not 0 <= number < len(operations):
        return None
    earlier = operations[number]
    meta = earlier["page"].get("meta") if _is_for_page(earlier) else None
    return meta.get("type") if isinstance(meta, dict) else None


class BatchBody(TypeInjectingBody):
    _model = BatchBodyModel
