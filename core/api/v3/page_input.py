"""Schemas of what writing takes for each page type: the shape that is read."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, NotRequired

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.params.models import BodyModel
from ninja.types import DictStrAny
from pydantic import BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict
from wagtail.api.conf import get_model_field
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.base import build_union_schemas
from wagtail.api.v3.schemas.generators.write import InputSchemaGenerator
from wagtail.api.v3.schemas.pages import (
    BASE_PAGE_FIELDS,
    PageCreateBaseSchema,
    PageMetaSchema,
    PageTypeInjectingBody,
    PageTypeInjectingBodyModel,
    PageUpdateBaseSchema,
)
from wagtail.api.v3.schemas.params import TypeInjectingBody, TypeInjectingBodyModel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, get_page_models

from core.api.instants import EXPECTED, instant
from core.content_input import Key, Reference, stream_input_shape
from core.rich_text_input import RichTextInput

NO_META = "Send an object, or leave it out."
# Comments of editors, which belong to the admin.
COMMENTS = "wagtail_admin_comments"


def _instant(value: object) -> datetime:
    if isinstance(value, str):
        return instant(value)
    raise ValueError(EXPECTED)


# Any, here and below: annotations, made of the model's fields at run time.
def field_shape(field: models.Field | ForeignObjectRel) -> Any:
    """The annotation of what writing takes for a field of a model."""
    match field:
        case StreamField():
            return stream_input_shape(field.stream_block)
        case RichTextField():
            return RichTextInput
        case models.ForeignKey():
            return Reference | None
        case models.ManyToManyField():
            return list[Reference]
        case ForeignObjectRel():
            return list[_child_shape(field)]  # type: ignore[misc]
    return _plain_shape(field)


def _plain_shape(field: models.Field) -> Any:
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices)]
    shape = {
        models.BooleanField: Annotated[bool, Field(strict=True)],
        models.IntegerField: Annotated[int, Field(strict=True)],
        models.DateTimeField: Annotated[datetime, BeforeValidator(_instant)] | None,
        models.DateField: date | None,
    }
    kinds = (shape[kind] for kind in type(field).__mro__ if kind in shape)
    return next(kinds, str)


def _child_shape(relation: ForeignObjectRel) -> Any:
    """The shape of a row that belongs to the page, such as a question of a form."""
    model = relation.related_model
    names = child_fields(relation)
    fields = {
        name: NotRequired[field_shape(model._meta.get_field(name))] for name in names
    }
    # mypy knows TypedDicts with literal names and keys only.
    shape = TypedDict(  # type: ignore[misc]
        f"{model.__name__}Input", {"id": NotRequired[Key | None], **fields}
    )
    shape.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    return shape


def child_fields(relation: ForeignObjectRel) -> list[str]:
    """The names of the fields that the admin's form shows for each row."""
    name = relation.get_accessor_name()
    # Any: Wagtail adds the method to page models at run time.
    page: Any = relation.model
    options = page.get_edit_handler().get_form_options()
    return list(options["formsets"][name]["fields"])


def written_fields(model: type[Page]) -> dict[str, models.Field | ForeignObjectRel]:
    """The fields of the admin's form that writing takes, besides Wagtail's own."""
    options = model.get_edit_handler().get_form_options()
    formsets = [name for name in options.get("formsets", ()) if name != COMMENTS]
    known = {field.name for field in model._meta.get_fields()}
    names = [name for name in options["fields"] if name in known]
    return {
        name: get_model_field(model, name)
        for name in [*names, *formsets]
        if name not in BASE_PAGE_FIELDS
    }


# Any: pydantic's JSON schema.
def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class PageInputGenerator(InputSchemaGenerator):
    """Wagtail's generator, for fields that a form has and an APIField shows."""

    def _build_extra_fields(
        self, model: type[models.Model]
    ) -> dict[str, tuple[Any, Any]]:
        """Every field is optional: a draft may lack it, and the form says what must be.

        Only fields that were sent are read, so the default is never used.
        """
        return {
            name: (
                field_shape(field),
                # Any: its annotation is that of the field's value.
                Field(default=None, json_schema_extra=_without_default),
            )
            for name, field in written_fields(model).items()
        }


def _register(model: type[Page]) -> None:
    """Replaces the schemas that Wagtail made of the fields without a serializer."""
    registration = registry.get(model._meta.label)
    if registration.create_schema is None:
        return
    registration.create_schema = PageInputGenerator().generate_schema(
        model,
        base_class=PageCreateBaseSchema,
        fields=BASE_PAGE_FIELDS,
        required_fields=("title",),
    )
    registration.patch_schema = PageInputGenerator(for_update=True).generate_schema(
        model, base_class=PageUpdateBaseSchema, fields=BASE_PAGE_FIELDS
    )


for each in get_page_models():
    _register(each)

_unions = build_union_schemas(get_page_models())
PageCreate = _unions.create
PageUpdate = _unions.update


# Any, here and below: JSON that is not validated yet.
def without_read_only(sent: dict[str, Any]) -> dict[str, Any]:
    """The body without what only reading shows, such as addresses and breadcrumbs.

    What reading shows in ``meta`` and writing takes beside it is moved there.
    """
    meta = sent.get("meta")
    kind = meta.get("type") if isinstance(meta, dict) else None
    known = registry.get(kind) if isinstance(kind, str) else None
    if not isinstance(meta, dict) or known is None or known.create_schema is None:
        return sent
    written, shown = known.create_schema.model_fields, known.read_schema.model_fields
    kept = {
        name: value
        for name, value in meta.items()
        if name in WRITTEN_META or name not in PageMetaSchema.model_fields
    }
    moved = {name: meta[name] for name in BASE_PAGE_FIELDS if name in meta}
    body = {n: value for n, value in sent.items() if n in written or n not in shown}
    return {**moved, **body, "meta": kept}


WRITTEN_META = frozenset({"type", "parent_id", "action"})


def _replace_body(data: DictStrAny | None) -> DictStrAny | None:
    """The same, for what ninja has parsed."""
    sent = (data or {}).get("data")
    if data is None or not isinstance(sent, dict):
        return data
    return {**data, "data": without_read_only(sent)}


class PageCreateBodyModel(BodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        return _replace_body(super().get_request_data(request, api, path_params))


class PageCreateBody(TypeInjectingBody):
    _model = PageCreateBodyModel


def refuse_null_meta(body: DictStrAny | None) -> None:
    """Raises an error for ``"meta": null``, which Wagtail replaces by the type."""
    if (body or {}).get("data", {}).get("meta", {}) is None:
        raise as_validation_error(ValueError(), NO_META, loc=("data", "meta"))


class PageUpdateBodyModel(PageTypeInjectingBodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        read = super(TypeInjectingBodyModel, cls).get_request_data
        refuse_null_meta(read(request, api, path_params))
        return _replace_body(super().get_request_data(request, api, path_params))


class PageUpdateBody(PageTypeInjectingBody):
    _model = PageUpdateBodyModel
