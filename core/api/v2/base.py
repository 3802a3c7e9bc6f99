"""Base of all endpoints of API v2: strict query parameters, JSON responses only."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from rest_framework.filters import BaseFilterBackend
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Field
from taggit.managers import _TaggableManager
from wagtail.api.v2 import serializers
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import (
    BadRequestError,
    parse_boolean,
    parse_fields_parameter,
)
from wagtail.api.v2.views import BaseAPIViewSet

from core.api.v2.pagination import Pagination

# Wagtail's parser of ``fields`` recurses at each bracket.
LONGEST_FIELDS = 1000
NUMBERS = frozenset({"limit", "offset", "id"})
NAME_SHOWN = 60

Parse = Callable[[str], Any]


def number(value: str) -> int:
    """A whole number; raises ValueError, also for one too large for the database."""
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise ValueError("expected a whole number of up to 18 digits")
    return int(value)


def boolean(value: str) -> bool:
    return parse_boolean(value)


def moment(value: str) -> datetime:
    parsed = parse_datetime(value)
    if parsed is None:
        raise ValueError("expected a date and time like 2026-10-01T09:00:00Z")
    return make_aware(parsed) if is_naive(parsed) else parsed


FILTERS: Mapping[str, Parse] = {
    "id": number,
    "title": str,
}


class FieldsFilter(BaseFilterBackend):
    """Filter by query parameters (``?title=…``) that the endpoint declares."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: "StrictAPIViewSet"
    ) -> QuerySet:
        for name, parse in view.filters_for(queryset.model).items():
            if name not in request.GET:
                continue
            try:
                value = parse(request.GET[name])
            except ValueError as problem:
                raise BadRequestError(f"{name}: {problem}") from problem
            queryset = queryset.filter(**{view.lookups.get(name, name): value})
        return queryset


class OrderingFilter(BaseFilterBackend):
    """Ordering by declared fields (``?order=-title``), made unique by primary key."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: "StrictAPIViewSet"
    ) -> QuerySet:
        order = request.GET.get("order")
        if not order:
            return queryset
        if order == "random":
            if "offset" in request.GET:
                raise BadRequestError("random ordering with offset is not supported")
            return queryset.order_by("?")
        names = order.split(",")
        for name in names:
            if name.removeprefix("-") not in view.orders:
                known = ", ".join(sorted(view.orders))
                raise BadRequestError(
                    f"cannot order by '{name[:NAME_SHOWN]}'; known: {known}, random"
                )
        return queryset.order_by(*names, "pk")


class TagsField(Field):
    """Tag names, sorted; they read prefetched tags without further queries."""

    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class ModelSerializer(serializers.BaseSerializer):
    def build_property_field(
        self, field_name: str, model_class: type[Model]
    ) -> tuple[type[Field], dict[str, Any]]:
        if isinstance(getattr(model_class, field_name), _TaggableManager):
            return TagsField, {}
        return super().build_property_field(field_name, model_class)


class JSONOnly(BaseContentNegotiation):
    """Content negotiation that always selects JSON and ignores ``?format=``."""

    def select_parser(
        self, request: Request, parsers: Sequence[BaseParser]
    ) -> BaseParser:
        return parsers[0]

    def select_renderer(
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class StrictAPIViewSet(BaseAPIViewSet):
    """Viewset without authentication that refuses unknown query parameters.

    ``filters`` maps the filter parameters of a list to their parsers. ``lookups`` maps
    a parameter to its database lookup if the names differ.
    """

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar[list[type]] = []
    renderer_classes: ClassVar[list[type]] = [JSONRenderer]
    content_negotiation_class = JSONOnly
    pagination_class = Pagination
    base_serializer_class = ModelSerializer
    filters: ClassVar[Mapping[str, Parse]] = FILTERS
    lookups: ClassVar[Mapping[str, str]] = {}
    orders: ClassVar[frozenset[str]] = frozenset({"id", "title"})
    list_parameters: ClassVar[frozenset[str]] = frozenset(
        {"limit", "offset", "fields", "order", "search", "search_operator"}
    )
    detail_parameters: ClassVar[frozenset[str]] = frozenset({"fields"})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        # Wider than Wagtail's <int:pk>, so that an impossible number gets a 400.
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            re_path(
                r"^(?P<pk>-?[0-9]+)/$",
                cls.as_view({"get": "detail_view"}),
                name="detail",
            ),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
        ]

    def filters_for(self, model: type[Model]) -> Mapping[str, Parse]:
        return self.filters

    def listing_view(self, request: Request) -> Response:
        queryset = self.get_queryset()
        known = {*self.list_parameters, *self.filters_for(queryset.model)}
        self.refuse_unknown_parameters(known)
        rows = list(self.paginate_queryset(self.filter_queryset(queryset)))
        serializer = self.get_serializer(rows, many=True)
        self.prepare(rows, serializer.child)
        return self.get_paginated_response(serializer.data)

    def detail_view(self, request: Request, pk: str) -> Response:
        self.refuse_unknown_parameters(self.detail_parameters)
        try:
            self.kwargs["pk"] = number(pk)
        except ValueError as problem:
            raise BadRequestError(f"id: {problem}") from problem
        instance = self.get_object()
        serializer = self.get_serializer(instance)
        self.prepare([instance], serializer)
        return Response(serializer.data)

    def find_view(self, request: Request) -> HttpResponseBase:
        self.refuse_unknown_parameters(
            self.detail_parameters | self.find_query_parameters
        )
        return super().find_view(request)

    def prepare(self, rows: Sequence[Model], serializer: BaseSerializer) -> None:
        """Hook to prefetch related data of all rows for the serializer."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return (
            super().filter_queryset(queryset)
            if self.action == "listing_view"
            else queryset
        )

    def refuse_unknown_parameters(self, known: set[str] | frozenset[str]) -> None:
        """Refuses unknown, repeated and malformed query parameters with a 400."""
        listed = ", ".join(sorted(known)) or "none"
        for name, values in self.request.GET.lists():
            shown = name[:NAME_SHOWN]
            if name not in known:
                raise BadRequestError(f"unknown parameter '{shown}'; known: {listed}")
            if len(values) > 1:
                raise BadRequestError(f"parameter '{shown}' is given more than once")
            if "\x00" in values[0]:
                raise BadRequestError(f"{shown}: null characters are not allowed")
            if name in NUMBERS:
                self._refuse_no_number(name, values[0])
        if self.request.GET.get("search_operator", "and") not in {"and", "or"}:
            raise BadRequestError("search_operator: expected 'and' or 'or'")
        if len(self.request.GET.get("fields", "")) > LONGEST_FIELDS:
            raise BadRequestError(f"fields: at most {LONGEST_FIELDS} characters")

    def _refuse_no_number(self, name: str, value: str) -> None:
        try:
            if number(value) == 0 and name == "limit":
                raise ValueError("expected at least 1")
        except ValueError as problem:
            raise BadRequestError(f"{name}: {problem}") from problem

    def get_serializer_class(self) -> type[BaseSerializer]:
        in_list = self.action == "listing_view"
        model = self.get_queryset().model if in_list else type(self.get_object())
        return _serializer_class(
            type(self),  # type: ignore[arg-type]  # mypy does not see that it is hashable
            self.request.wagtailapi_router,
            model,  # type: ignore[arg-type]  # nor here
            self.request.GET.get("fields"),
            in_list,
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """The context without Wagtail's rich text format: ours is always HTML."""
        return {
            "request": self.request,
            "view": self,
            "router": self.request.wagtailapi_router,
        }

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Http404):
            # Guard has one message; Wagtail's reveal that a hidden object exists.
            raise exc
        response = super().handle_exception(exc)
        if "detail" in response.data:
            response.data = {"message": str(response.data["detail"])}
        return response


# Building the class for each request took 10 % of the time of a list.
@lru_cache(maxsize=256)
def _serializer_class(
    viewset: type[StrictAPIViewSet],
    router: WagtailAPIRouter,
    model: type[Model],
    wanted: str | None,
    in_list: bool,
) -> type[BaseSerializer]:
    try:
        fields = [] if wanted is None else parse_fields_parameter(wanted)
    except ValueError as problem:
        raise BadRequestError(f"fields error: {problem}") from problem
    return viewset._get_serializer_class(
        router, model, fields, show_details=not in_list
    )
