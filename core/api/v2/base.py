"""Base of all endpoints of API v2: strict query parameters, JSON responses only."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import URLPattern, re_path
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.timezone import is_naive, make_aware
from rest_framework.filters import BaseFilterBackend
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.utils.encoders import JSONEncoder
from wagtail.api.v2 import serializers
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError, parse_boolean, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Site

from core import dependencies
from core.api.v2.pagination import Pagination
from core.view_paths import view_path

# Wagtail's parser of ``fields`` recurses at each bracket.
LONGEST_FIELDS = 1000
NAME_SHOWN = 60

Parse = Callable[[str], Any]


def number(value: str) -> int:
    """A whole number; raises ValueError, also for one too large for the database."""
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise ValueError("expected a whole number of up to 18 digits")
    return int(value)


def at_least_one(value: str) -> int:
    if number(value) == 0:
        raise ValueError("expected at least 1")
    return int(value)


def boolean(value: str) -> bool:
    return parse_boolean(value)


def moment(value: str) -> datetime:
    parsed = parse_datetime(value)
    if parsed is None:
        raise ValueError("expected a date and time like 2026-10-01T09:00:00Z")
    return make_aware(parsed) if is_naive(parsed) else parsed


def operator(value: str) -> str:
    if value not in {"and", "or"}:
        raise ValueError("expected 'and' or 'or'")
    return value


def fields(value: str) -> str:
    if len(value) > LONGEST_FIELDS:
        raise ValueError(f"at most {LONGEST_FIELDS} characters")
    return value


FIND: Mapping[str, Parse] = {"id": number, "html_path": str}


class FieldsFilter(BaseFilterBackend):
    """Filter by the query parameters (``?title=…``) that the endpoint declares."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: "StrictAPIViewSet"
    ) -> QuerySet:
        for name in view.get_filters():
            if name in view.given:
                lookup = view.lookups.get(name, name)
                queryset = queryset.filter(**{lookup: view.given[name]})
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
            dependencies.never_repeats()
            return queryset.order_by("?")
        names = order.split(",")
        for name in names:
            if name.removeprefix("-") not in view.orders:
                known = ", ".join(sorted(view.orders))
                raise BadRequestError(
                    f"cannot order by '{name[:NAME_SHOWN]}'; known: {known}, random"
                )
        return self.ordered(queryset, [_in_database(each, view) for each in names])

    def ordered(self, queryset: QuerySet, names: Sequence[str]) -> QuerySet:
        return queryset.order_by(*names, "pk")


def _in_database(order: str, view: "StrictAPIViewSet") -> str:
    name = order.removeprefix("-")
    return f"{order[: -len(name)]}{view.order_names.get(name, name)}"


class Encoder(JSONEncoder):
    """JSON with times to the millisecond, as API v3 writes them."""

    # Any: of any type.
    def default(self, obj: Any) -> Any:
        if isinstance(obj, datetime):
            return DjangoJSONEncoder().default(obj)
        return super().default(obj)


class Renderer(JSONRenderer):
    encoder_class = Encoder


class DetailUrlField(serializers.DetailUrlField):
    """The URL of an object of a site, with the site that was asked for."""

    def to_representation(self, url: str) -> str:
        return with_site(self.context["request"], url)


def with_site(request: Request, url: str) -> str:
    wanted = request.GET.get("site")
    return f"{url}?{urlencode({'site': wanted})}" if wanted else url


class JSONOnly(DefaultContentNegotiation):
    """Content negotiation that always selects JSON and ignores ``?format=``."""

    def select_renderer(
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class StrictAPIViewSet(BaseAPIViewSet):
    """Viewset without authentication that refuses unknown query parameters.

    ``…_parameters`` map the parameters of a list, an object and the search for one to
    their parsers; ``filters`` are further ones of a list, by which it is filtered.
    ``lookups`` maps a filter to its database lookup if the names differ.
    """

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar[list[type]] = []
    renderer_classes: ClassVar[list[type]] = [Renderer]
    content_negotiation_class = JSONOnly
    pagination_class = Pagination
    list_parameters: ClassVar[Mapping[str, Parse]] = {
        "limit": at_least_one,
        "offset": number,
        "fields": fields,
        "order": str,
        "search": str,
        "search_operator": operator,
    }
    detail_parameters: ClassVar[Mapping[str, Parse]] = {"fields": fields}
    find_parameters: ClassVar[Mapping[str, Parse]] = {"id": number}
    filters: ClassVar[Mapping[str, Parse]] = {"id": number, "title": str}
    lookups: ClassVar[Mapping[str, str]] = {}
    orders: ClassVar[Set[str]] = frozenset({"id", "title"})
    # Fields of the database by those of ``orders`` that have another name.
    order_names: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        # Wider than Wagtail's <int:pk>, so that an impossible number gets a 400.
        detail = cls.as_view({"get": "detail_view"})
        listing, _, find = super().get_urlpatterns()
        return [listing, re_path(r"^(?P<pk>-?[0-9]+)/$", detail, name="detail"), find]

    @classmethod
    def get_object_detail_urlpath(
        cls, model: type[Model], pk: int, namespace: str = ""
    ) -> str:
        return view_path(f"{namespace}:detail" if namespace else "detail", pk)

    # Any: arguments of the URL.
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Parses the query parameters and the primary key; raises for wrong ones."""
        super().initial(request, *args, **kwargs)
        parameters = self.parameters()
        for name, values in request.GET.lists():
            shown = name[:NAME_SHOWN]
            if name not in parameters:
                known = ", ".join(sorted(parameters))
                raise BadRequestError(f"unknown parameter '{shown}'; known: {known}")
            if len(values) > 1:
                raise BadRequestError(f"parameter '{shown}' is given more than once")
        # Any: values of any type.
        self.given: dict[str, Any] = {
            name: parsed(name, parameters[name], request.GET[name])
            for name in request.GET
        }
        if "pk" in self.kwargs:
            self.kwargs["pk"] = parsed("id", number, self.kwargs["pk"])

    def parameters(self) -> Mapping[str, Parse]:
        if self.action == "listing_view":
            return {**self.list_parameters, **self.get_filters()}
        if self.action == "find_view":
            return {**self.detail_parameters, **self.find_parameters}
        return self.detail_parameters

    def get_filters(self) -> Mapping[str, Parse]:
        return self.filters

    @cached_property
    def site(self) -> Site | None:
        """The site that is asked for, as HOST or HOST:PORT, else the request's own."""
        wanted = self.request.GET.get("site")
        try:
            return SiteFilterValidator(site=wanted, request=self.request).site_obj
        except ValueError as problem:
            raise BadRequestError(f"site: {problem}") from problem

    @property
    def find_query_parameters(self) -> Set[str]:
        return set(self.find_parameters)

    # ``initial`` has done it.
    def check_query_parameters(self, queryset: QuerySet) -> None:
        pass

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        is_list = self.action == "listing_view"
        return super().filter_queryset(queryset) if is_list else queryset

    def get_serializer_class(self) -> type[BaseSerializer]:
        in_list = self.action == "listing_view"
        model = self.get_queryset().model if in_list else type(self.get_object())
        router, wanted = self.request.wagtailapi_router, self.given.get("fields")
        # mypy does not see that classes are hashable.
        return serializer_class(type(self), router, model, wanted, in_list)  # type: ignore[arg-type]

    # Any: an object, or the rows of a list.
    def get_serializer(self, instance: Any, many: bool = False) -> BaseSerializer:
        rows = list(instance) if many else [instance]
        serializer = super().get_serializer(rows if many else instance, many=many)
        self.prepare(rows, serializer.child if many else serializer)
        return serializer

    def find_object(self, queryset: QuerySet, request: Request) -> Model | None:
        if not self.find_parameters.keys() & self.given:
            known = " or ".join(sorted(self.find_parameters))
            raise BadRequestError(f"say what to find: {known}")
        return super().find_object(queryset, request)

    def prepare(self, rows: Sequence[Model], serializer: BaseSerializer) -> None:
        """Hook to prefetch related data of all rows for the serializer."""

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Http404):
            # Guard has one message; Wagtail's reveal that a hidden object exists.
            raise exc
        return super().handle_exception(exc)


# Making the class for each request took 10 % of the time of a list.
@lru_cache(maxsize=256)
def serializer_class(
    viewset: type[StrictAPIViewSet],
    router: WagtailAPIRouter,
    model: type[Model],
    wanted: str | None,
    in_list: bool,
) -> type[BaseSerializer]:
    try:
        chosen = [] if wanted is None else parse_fields_parameter(wanted)
    except ValueError as problem:
        raise BadRequestError(f"fields error: {problem}") from problem
    return viewset._get_serializer_class(
        router, model, chosen, show_details=not in_list
    )


# Any: a value of any type.
def parsed(name: str, parse: Parse, value: str) -> Any:
    """The value of a query parameter; raises BadRequestError with its name."""
    try:
        return parse(value)
    except ValueError as problem:
        raise BadRequestError(f"{name}: {problem}") from problem
