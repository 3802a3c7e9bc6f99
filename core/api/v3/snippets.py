"""Snippets of API v3, for users with permissions on them; writing is Wagtail's.

Only models with ``api_fields`` are here. They have neither drafts, revisions nor
translations: operations on those are refused in words, as long as no model has them.
"""

import json
from functools import wraps
from typing import Any, get_args

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Status
from ninja.operation import Operation
from ninja.pagination import paginate
from ninja.params.models import PathModel
from typing_extensions import TypedDict
from wagtail.api import APIField
from wagtail.api.conf import get_model_field
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.params import (
    OrderingSchema,
    SearchSchema,
    TranslationFilterSchema,
)
from wagtail.snippets.api.v3 import router as stock

from core.api.errors import problem
from core.api.v3.dry_runs import DifferenceData, difference
from core.api.v3.if_match import snippet_etag, snippet_if_match
from core.api.v3.offset_pagination import Pagination
from core.api.v3.page_changes import DryRun, taken_back
from core.api.v3.page_writing import shown
from core.api.v3.query_parameters import Id, Run, declared, operation_of
from core.api.v3.snippet_input import (
    SnippetBody,
    SnippetCreate,
    SnippetUpdate,
    in_stored_form,
)
from core.api.v3.wagtail_router import WagtailRouter

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
def get_snippet(
    request: HttpRequest,
    response: HttpResponse,
    type: stock.SnippetTypeLiteral,
    pk: Id,
) -> Model:
    # Read before the row: after a concurrent change the ETag is the older one.
    if tag := snippet_etag(type, pk):
        response["ETag"] = tag
    return get_object_or_404(apps.get_model(type), pk=pk)


class SnippetDryRunData(TypedDict):
    """The snippet as it would be read, and what differs; the ``id`` of a new one goes."""

    would_store: stock.SnippetDetailSchema
    difference: list[DifferenceData]


# Any: JSON.
def _written(row: Model) -> dict[str, Any]:
    """The writable members, with pictures as ids."""
    schema = registry.get(row._meta.label).create_schema
    names = [each.alias or name for name, each in schema.model_fields.items()]
    values = {name: getattr(row, name) for name in names if name != "meta"}
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def _tried(request: HttpRequest, row: Model, before: dict[str, Any]) -> JsonResponse:
    stored = type(row)._default_manager.get(pk=row.pk)
    data: SnippetDryRunData = {
        "would_store": shown(request, stored),
        "difference": list(difference(before, _written(stored), ())),
    }
    return JsonResponse(data)


@router.post(
    "/{type}/", response={200: SnippetDryRunData, 201: stock.SnippetDetailSchema}
)
@require_any_permission(stock.get_model_from_params, ("add",))
def create_snippet(
    request: HttpRequest,
    response: HttpResponse,
    type: stock.SnippetTypeLiteral,
    data: SnippetCreate = SnippetBody(...),  # noqa: B008 - ninja's own way
    dry_run: DryRun = False,
) -> Status | JsonResponse:
    stored = in_stored_form(request, apps.get_model(type), data, None)
    with taken_back(dry_run=dry_run):
        made = stock.create_snippet(request, type=type, data=stored)
        if dry_run:
            return _tried(request, made.value, {})
    response["ETag"] = snippet_etag(type, made.value.pk) or ""
    return made


@router.patch("/{type}/{pk}/", response=stock.SnippetDetailSchema | SnippetDryRunData)
@require_any_permission(stock.get_model_from_params, ("change",))
@snippet_if_match
def update_snippet(
    request: HttpRequest,
    response: HttpResponse,
    type: stock.SnippetTypeLiteral,
    pk: Id,
    data: SnippetUpdate = SnippetBody(...),  # noqa: B008 - ninja's own way
    dry_run: DryRun = False,
) -> Model | JsonResponse:
    row = get_object_or_404(apps.get_model(type), pk=pk)
    stored = in_stored_form(request, apps.get_model(type), data, row)
    with taken_back(dry_run=dry_run):
        changed = stock.update_snippet(request, type=type, pk=str(pk), data=stored)
        if dry_run:
            return _tried(request, changed, _written(row))
    response["ETag"] = snippet_etag(type, pk) or ""
    return changed


@router.delete("/{type}/{pk}/", response={204: None})
@require_any_permission(stock.get_model_from_params, ("delete",))
@snippet_if_match
def delete_snippet(
    request: HttpRequest, type: stock.SnippetTypeLiteral, pk: Id
) -> Status:
    return stock.delete_snippet(request, type=type, pk=str(pk))


@actions_router.delete("/{type}/{pk}/actions/delete/", response={204: None})
@require_any_permission(stock.get_model_from_params, ("delete",))
@snippet_if_match
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
