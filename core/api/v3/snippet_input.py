"""Schemas of what writing takes for each snippet type, and its stored form."""

from functools import partial
from typing import Any, get_args

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.types import DictStrAny
from pydantic import Field, create_model
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.base import build_discriminated_union
from wagtail.api.v3.schemas.params import TypeInjectingBodyModel
from wagtail.fields import RichTextField
from wagtail.snippets.api.v3 import router as stock
from wagtail.snippets.api.v3.schemas import (
    ParamTypeInjectingBody,
    ParamTypeInjectingBodyModel,
    SnippetMetaSchema,
)
from wagtail.utils.forms import FormValidationError

from core.api.v3.link_targets import LinkTargets
from core.api.v3.page_input import refuse_null_meta
from core.api.v3.page_writing import check_references
from core.api.v3.rich_text import stored_rich_text
from core.api.v3.text_allowance import TextAllowance
from core.content_input import ABSENT, Conversion, Sent
from core.rich_text_input import RichTextInput


def _with_our_texts(kind: str, model: type[Model]) -> type[Schema]:
    """Wagtail's schema with formatted texts in the shapes that pages take."""
    schema = getattr(registry.get(model._meta.label), kind)
    texts: dict[str, Any] = {
        field.name: (RichTextInput, Field(""))
        for field in model._meta.get_fields()
        if isinstance(field, RichTextField) and field.name in schema.model_fields
    }
    return create_model(schema.__name__, __base__=schema, **texts)


# Any: unions, made of the models at run time.
SnippetCreate: Any = build_discriminated_union(
    stock.enabled_models, partial(_with_our_texts, "create_schema")
)
SnippetUpdate: Any = build_discriminated_union(
    stock.enabled_models, partial(_with_our_texts, "patch_schema")
)


# Any, here and below: JSON that is not validated yet.
def without_read_only(model: type[Model], sent: dict[str, Any]) -> dict[str, Any]:
    """The body without what only reading shows; objects that it shows become ids."""
    known = registry.get(model._meta.label)
    fields = known.create_schema.model_fields
    written = {field.alias or name for name, field in fields.items()}
    body = {
        name: value
        for name, value in sent.items()
        if name in written or name not in known.read_schema.model_fields
    }
    for name, field in fields.items():
        shown = sent.get(name, ABSENT)
        if field.alias and field.alias not in sent and _is_shown_object(shown):
            body[field.alias] = shown and shown["id"]
    if isinstance(meta := sent.get("meta"), dict):
        only_read = SnippetMetaSchema.model_fields.keys() - {"type"}
        body["meta"] = {n: value for n, value in meta.items() if n not in only_read}
    return body


def _is_shown_object(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and "id" in value)


class SnippetBodyModel(ParamTypeInjectingBodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        read = super(TypeInjectingBodyModel, cls).get_request_data
        refuse_null_meta(read(request, api, path_params))
        data = super().get_request_data(request, api, path_params)
        kind = (path_params or {}).get("type")
        is_known = kind in get_args(stock.SnippetTypeLiteral)
        if is_known and data is not None and isinstance(data.get("data"), dict):
            model = apps.get_model(str(kind))
            data = {**data, "data": without_read_only(model, data["data"])}
        return data


class SnippetBody(ParamTypeInjectingBody):
    _model = SnippetBodyModel


# Any: one of the schemas.
def in_stored_form(
    request: HttpRequest, model: type[Model], data: Any, stored: Model | None
) -> Any:
    """The body with stored HTML of formatted texts, by the rules of pages.

    Texts that are as stored are left out: the form would give their blocks new keys.
    Raises FormValidationError for texts and objects that are refused.
    """
    to_stored = partial(stored_rich_text, allowance=TextAllowance.of(request))
    into = Conversion(None, LinkTargets(request, None), to_stored)
    texts, unchanged = {}, set()
    for name in data.model_fields_set - {"meta"}:
        # Any: a field of a column, as all are that writing takes.
        field: Any = model._meta.get_field(name)
        value = getattr(data, name)
        if stored is not None and value == getattr(stored, field.attname):
            unchanged.add(name)
        elif isinstance(field, RichTextField):
            html = into.rich_text(Sent(value, ABSENT, (name,)), field.features)
            texts[name] = {"format": "db_html", "content": html}
        elif isinstance(field, ForeignKey):
            known = getattr(stored, field.attname, None)
            into.refer(field.related_model, Sent(value, known, (field.attname,)))
    check_references(request, into)
    if into.errors:
        raise FormValidationError(into.errors)
    made = data.model_copy(update=texts)
    made.model_fields_set.difference_update(unchanged)
    return made
