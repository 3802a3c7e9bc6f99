"""Snippets of API v3, for users with permissions on them; writing is Wagtail's.

Only models with ``api_fields`` are here. They have neither drafts, revisions nor
translations: operations on those are refused in words, as long as no model has them.
"""

from functools import partial, wraps
from typing import Any, get_args

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Status
from ninja.operation import Operation
from ninja.pagination import paginate
from ninja.params.models import PathModel
from ninja.types import DictStrAny
from wagtail.api import APIField
from wagtail.api.conf import get_model_field
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.schemas.params import (
    OrderingSchema,
    SearchSchema,
    TranslationFilterSchema,
    TypeInjectingBodyModel,
)
from wagtail.fields import RichTextField
from wagtail.snippets.api.v3 import router as stock
from wagtail.snippets.api.v3.schemas import (
    ParamTypeInjectingBody,
    ParamTypeInjectingBodyModel,
)
from wagtail.utils.forms import FormValidationError

from core.api.errors import problem
from core.api.v3.link_targets import LinkTargets
from core.api.v3.offset_pagination import Pagination
from core.api.v3.page_input import NO_META
from core.api.v3.query_parameters import Id, Run, declared, operation_of
from core.api.v3.rich_text import stored_rich_text
from core.api.v3.text_allowance import TextAllowance
from core.api.v3.wagtail_router import WagtailRouter
from core.rich_text_input import Refusal, RichText

router = WagtailRouter(stock.router)
actions_router = WagtailRouter(stock.actions_router)
router.add_router("/", actions_router)

ALL_RIGHTS = ("add", "change", "delete", "view")
WITHOUT_VERSIONS = (
    "{kind} has no drafts, revisions or translations: what is saved is public at once."
)


def rows_of(model: type[Model]) -> QuerySet[Model]:
    """All rows, with the objects that they show."""
    fields = APIField.get_fields_for_model(model, db_fields_only=True)
    shown = [
        each.name
        for each in fields
        if isinstance(get_model_field(model, each.name), ForeignKey)
    ]
    rows = model._default_manager.order_by("pk")
    return rows.select_related(*shown) if shown else rows


# Any: the arguments of ninja.
@router.get("/{type}/", response=list[stock.SnippetDetailSchema])
@paginate(Pagination, pass_parameter="paging")  # noqa: S106 - the name of an argument
@require_any_permission(stock.get_model_from_params, ALL_RIGHTS)
def list_snippets(
    request: HttpRequest,
    type: stock.SnippetTypeLiteral,
    translations: Query[TranslationFilterSchema],
    ordering: Query[OrderingSchema],
    search: Query[SearchSchema],
    **kwargs: Any,
) -> QuerySet[Model]:
    rows = translations.filter_queryset(rows_of(apps.get_model(type)))
    ordered = ordering.order_queryset(rows, kwargs["paging"], base_fields=["id"])
    return search.search_queryset(request, ordered)


@router.get("/{type}/{pk}/", response=stock.SnippetDetailSchema)
@require_any_permission(stock.get_model_from_params, ALL_RIGHTS)
def get_snippet(request: HttpRequest, type: stock.SnippetTypeLiteral, pk: Id) -> Model:
    return get_object_or_404(apps.get_model(type), pk=pk)


# Any: JSON that is not validated yet.
def _with_stored_texts(
    request: HttpRequest, kind: object, sent: dict[str, Any]
) -> dict[str, Any]:
    """The body with the stored HTML of formatted texts; others are left to Wagtail."""
    if kind not in get_args(stock.SnippetTypeLiteral):
        return sent
    targets, made = LinkTargets(request, None), dict(sent)
    to_stored = partial(stored_rich_text, allowance=TextAllowance.of(request))
    for field in apps.get_model(str(kind))._meta.get_fields():
        text = _rich_text(sent.get(field.name))
        if isinstance(field, RichTextField) and text is not None:
            try:
                made[field.name] = to_stored(text, field.features, targets)
            except Refusal as wrong:
                said = {(field.name,): [(str(wrong), "rich_text")]}
                raise FormValidationError(said) from None
    return made


# Any: JSON.
def _rich_text(value: Any) -> RichText | None:
    """The text in Wagtail's shapes; None for what is none of them."""
    if not isinstance(value, dict):
        return value if isinstance(value, str) else None
    text = {"format": "db_html", **value}
    is_known = text["format"] in ("db_html", "db_markdown")
    is_text = is_known and isinstance(text.get("content"), str)
    return text if is_text and len(text) == 2 else None


class SnippetBodyModel(ParamTypeInjectingBodyModel):
    @classmethod
    def get_request_data(
        cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny
    ) -> DictStrAny | None:
        """Refuses ``"meta": null``, which Wagtail replaces by the type.

        Formatted texts are made stored ones by the rules and limits of pages' texts.
        """
        read = super(TypeInjectingBodyModel, cls).get_request_data
        sent = (read(request, api, path_params) or {}).get("data", {})
        if sent.get("meta", {}) is None:
            raise as_validation_error(ValueError(), NO_META, loc=("data", "meta"))
        data = super().get_request_data(request, api, path_params)
        if data is not None and isinstance(data.get("data"), dict):
            kind = (path_params or {}).get("type")
            data = {**data, "data": _with_stored_texts(request, kind, data["data"])}
        return data


class SnippetBody(ParamTypeInjectingBody):
    _model = SnippetBodyModel


@router.post("/{type}/", response={201: stock.SnippetDetailSchema})
def create_snippet(
    request: HttpRequest,
    type: stock.SnippetTypeLiteral,
    data: stock.SnippetCreateSchema = SnippetBody(...),  # noqa: B008 - ninja's own way
) -> Status:
    return stock.create_snippet(request, type=type, data=data)


@router.patch("/{type}/{pk}/", response=stock.SnippetDetailSchema)
def update_snippet(
    request: HttpRequest,
    type: stock.SnippetTypeLiteral,
    pk: Id,
    data: stock.SnippetUpdateSchema = SnippetBody(...),  # noqa: B008 - ninja's own way
) -> Model:
    return stock.update_snippet(request, type=type, pk=str(pk), data=data)


@router.delete("/{type}/{pk}/", response={204: None})
def delete_snippet(
    request: HttpRequest, type: stock.SnippetTypeLiteral, pk: Id
) -> Status:
    return stock.delete_snippet(request, type=type, pk=str(pk))


@actions_router.delete("/{type}/{pk}/actions/delete/", response={204: None})
def delete_snippet_by_action(
    request: HttpRequest, type: stock.SnippetTypeLiteral, pk: Id
) -> Status:
    return stock.delete_snippet(request, type=type, pk=str(pk))


def types_of(operation: Operation) -> tuple[str, ...]:
    """The types that an operation takes; an empty text where no model has its kind."""
    return get_args(declared(operation, PathModel)["type"])


def refuse_versions(run: Run) -> Run:
    """Decorator: refuses an operation that the model of a known type does not have."""
    operation = operation_of(run)
    kinds = types_of(operation)
    operation.include_in_schema = any(kinds)

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        known = kwargs["type"] in get_args(stock.SnippetTypeLiteral)
        if known and kwargs["type"] not in kinds:
            name = apps.get_model(kwargs["type"])._meta.verbose_name
            return problem(400, WITHOUT_VERSIONS.format(kind=f"A {name}"))
        return run(request, **kwargs)

    return checked


router.add_decorator(refuse_versions, mode="view")
