from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from rest_framework import serializers as drf
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2 import filters, serializers
from wagtail.api.v2.utils import (
    BadRequestError,
    get_object_detail_url,
    page_models_from_string,
)
from wagtail.api.v2.views import PagesAPIViewSet as WagtailPagesAPIViewSet
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from core import dependencies, last_changes, site_root_paths
from core.aliases import without_repeats
from core.api.errors import UNKNOWN_LOCALE
from core.api.instants import instant
from core.api.page_paths import routed_page
from core.api.v2.base import (
    FIND,
    DetailUrlField,
    FieldsFilter,
    OrderingFilter,
    Parse,
    StrictAPIViewSet,
    boolean,
    moment,
    number,
    with_site,
)
from core.api.v2.pagination import PagePagination
from core.keys_first import number_of
from core.models import BasePage
from core.page_data import hidden_paths, under
from core.page_routing import live_below
from core.private_pages import is_unrestricted
from core.search.notices import emergency_for
from core.serializers import PageField
from core.site_search.page_results import PageResults
from core.site_search.serializers import NOT_SEARCHED, understood

FILTERS: Mapping[str, Parse] = {
    "id": number,
    "title": str,
    "slug": str,
    "show_in_menus": boolean,
    "seo_title": str,
    "search_description": str,
    "first_published_at": moment,
}


def relative(value: str) -> int | str:
    """The id of a page to which others are related, or "root"."""
    return value if value == "root" else number(value)


def locale(value: str) -> Locale:
    try:
        return Locale.objects.get(language_code=value)
    except Locale.DoesNotExist:
        raise ValueError(UNKNOWN_LOCALE) from None


class HtmlUrlField(serializers.PageHtmlUrlField):
    """The page's URL; the roots of the sites are read once for the request."""

    def to_representation(self, page: Page) -> str | None:
        with dependencies.narrowed("sites"):
            return page.get_full_url(self.context["request"])


class RelatedPage(drf.Field):
    """Another page in brief; Wagtail makes a class of serializers for each one."""

    # Any: JSON.
    def to_representation(self, page: Page) -> dict[str, Any]:
        router, request = self.context["router"], self.context["request"]
        kind = page.specific_class
        url = get_object_detail_url(router, request, type(page), page.pk)
        return {
            "id": page.pk,
            "meta": {
                "type": kind and kind._meta.label,
                "detail_url": with_site(request, url),
                "html_url": page.full_url,
            },
            "title": page.title,
        }

    def with_roots(self, related: Page | None, shown: Page) -> Page | None:
        """The related page with the roots of the sites that the shown one has.

        Wagtail's serializer asks for its URL without the request, which has them.
        """
        if related:
            roots = shown._get_site_root_paths(self.context["request"])
            setattr(related, site_root_paths.ATTRIBUTE, roots)
        return related


class AliasOfField(RelatedPage, serializers.PageAliasOfField):
    """The original of an alias, if it is public."""

    def get_attribute(self, instance: Page) -> Page | None:
        original = self.context["view"].public_originals.get(instance.alias_of_id)
        return self.with_roots(original, instance)


class ParentField(RelatedPage, serializers.PageParentField):
    def get_attribute(self, instance: Page) -> Page | None:
        site = self.context["view"].site
        if site and "page_data" in vars(instance):
            parent = instance.page_data.parent_within(site.root_page)
        else:
            # Wagtail loads the parent, which adds its tag, before it asks who may see
            # it.
            with dependencies.narrowed("restrictions"):
                parent = super().get_attribute(instance)
        return self.with_roots(parent, instance)


class PageSerializer(serializers.PageSerializer):
    # Classes of fields and their options by name, of one class of serializers.
    built: ClassVar[dict[str, tuple[type, dict[str, Any]]]] = {}

    detail_url = DetailUrlField(read_only=True)
    html_url = HtmlUrlField(read_only=True)
    parent = ParentField(read_only=True)
    alias_of = AliasOfField(read_only=True)

    # Any, here and below: options of fields, and how the model describes them.
    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.built = {}

    def build_field(
        self, field_name: str, *described: Any
    ) -> tuple[type, dict[str, Any]]:
        """As Django REST framework does for each serializer, but once for its class."""
        if field_name not in self.built:
            self.built[field_name] = super().build_field(field_name, *described)
        kind, options = self.built[field_name]
        return kind, {**options}


class SearchFilter(filters.SearchFilter):
    """The search of the site, without aliases of pages which are also found."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: "PagesAPIViewSet"
    ) -> QuerySet | PageResults:
        if "search" not in request.GET:
            return queryset
        view.results = PageResults(
            without_repeats(queryset),
            request.GET["search"],
            operator=request.GET.get("search_operator"),
            exact=view.given.get("exact", False)
            or bool(emergency_for(view.site, request.GET["search"])),
            is_ordered="order" in request.GET,
        )
        return view.results


class PagesOrderingFilter(OrderingFilter):
    """The same with the time of the last change, whose equal pages follow its direction."""

    def ordered(self, queryset: QuerySet, names: Sequence[str]) -> QuerySet:
        if not last_changes.ORDERS.intersection(names):
            return super().ordered(queryset, names)
        dated = queryset.annotate(updated_at=last_changes.time_of_page())
        if len(names) > 1:
            return super().ordered(dated, names)
        return dated.order_by(*last_changes.order_of_times(names[0]))


class ChangedAfterFilter(BaseFilterBackend):
    """Filter by the time of the last change (``?updated_after=…``)."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: "PagesAPIViewSet"
    ) -> QuerySet:
        after = view.given.get("updated_after")
        return last_changes.changed_after(queryset, after) if after else queryset


class PagesAPIViewSet(StrictAPIViewSet, WagtailPagesAPIViewSet):
    """Public pages of one site, in a constant number of queries."""

    pagination_class = PagePagination
    # What the search of this request found.
    results: PageResults | None = None
    base_serializer_class = PageSerializer
    filter_backends: ClassVar[list[type]] = [
        FieldsFilter,
        ChangedAfterFilter,
        filters.ChildOfFilter,
        filters.AncestorOfFilter,
        filters.DescendantOfFilter,
        PagesOrderingFilter,
        filters.TranslationOfFilter,
        SearchFilter,
    ]
    list_parameters = {
        **StrictAPIViewSet.list_parameters,
        "ancestor_of": relative,
        "child_of": relative,
        "descendant_of": relative,
        "exact": boolean,
        "translation_of": relative,
        "site": str,
        "type": str,
        "updated_after": instant,
    }
    detail_parameters = {**StrictAPIViewSet.detail_parameters, "site": str}
    find_parameters = FIND
    filters = {**FILTERS, "locale": locale}
    orders = FILTERS.keys() | {"published_at", "updated_at"}
    order_names = {"published_at": "first_published_at"}

    def get_filters(self) -> Mapping[str, Parse]:
        """Adds the filters of the page model's ``api_filters``, by primary key."""
        own = getattr(self.listed_model, "api_filters", ())
        return {**self.filters, **dict.fromkeys(own, number)}

    @cached_property
    def hidden(self) -> list[str]:
        return hidden_paths()

    @cached_property
    def public_originals(self) -> dict[int, Page]:
        """The public originals of the aliases in the response, by primary key."""
        keys = {page.alias_of_id for page in self.pages_shown} - {None}
        with dependencies.narrowed(*(f"page-{key}" for key in keys)):
            return self.get_base_queryset().in_bulk(keys) if keys else {}

    def get_object(self) -> Page:
        if not hasattr(self, "_cached_object"):
            root = self.site and self.site.root_page
            page = live_below(root, self.kwargs["pk"]) if root else None
            if page is None or not is_unrestricted(page):
                raise Http404
            self._cached_object = page
        return self._cached_object

    def get_base_queryset(self, model: type[Page] = Page) -> PageQuerySet:
        """Live pages of the site without a view restriction."""
        if model not in self.base_querysets:
            self.base_querysets[model] = self.make_base_queryset(model)
        return self.base_querysets[model].all()

    @cached_property
    def base_querysets(self) -> dict[type[Page], PageQuerySet]:
        """Those that the request has needed so far: making one takes as long as a query."""
        return {}

    def make_base_queryset(self, model: type[Page]) -> PageQuerySet:
        if self.site is None:
            return model.objects.none()
        root = self.site.root_page
        pages = model.objects.live().exclude(under(self.hidden))
        related = getattr(model, "api_select_related", ())
        # Any: expressions of any kind.
        counted: dict[str, Any] = getattr(model, "api_annotations", dict)()
        below = pages.descendant_of(root, inclusive=True)
        return below.select_related("locale", *related).annotate(**counted)

    def listing_view(self, request: Request) -> Response:
        answer = super().listing_view(request)
        wording = emergency_for(self.site, request.GET.get("search"))
        answer.data["meta"] |= {
            "emergency_wording": wording,
            **(understood(self.results.plan) if self.results else NOT_SEARCHED),
        }
        return answer

    @cached_property
    def listed_models(self) -> tuple[type[Page], ...]:
        """The page types that are asked for."""
        try:
            return page_models_from_string(self.request.GET["type"])
        except KeyError:
            return (Page,)
        except (LookupError, ValueError) as problem:
            raise BadRequestError("type doesn't exist") from problem

    @property
    def listed_model(self) -> type[Page]:
        """The model of the rows."""
        return self.listed_models[0] if len(self.listed_models) == 1 else Page

    def get_serializer_context(self) -> dict[str, Any]:
        # Not Wagtail's, which makes the queryset also where nobody asks for it.
        context = super(WagtailPagesAPIViewSet, self).get_serializer_context()
        return {**context, "base_queryset": SimpleLazyObject(self.get_base_queryset)}

    def get_queryset(self) -> QuerySet:
        listed = self.get_base_queryset(self.listed_model)
        models = self.listed_models
        return listed.type(*models) if len(models) > 1 else listed

    def keys_of(self, rows: QuerySet) -> QuerySet:
        """Rows of the page table alone, whose indexes have content type and order."""
        model = rows.model
        own = {*getattr(model, "api_filters", ())} & self.given.keys()
        if model is Page or own:
            return rows
        kind = ContentType.objects.get_for_model(model)
        pages = self.get_base_queryset().filter(content_type=kind)
        if not self.request.GET.get("order"):
            pages = pages.order_by("pk")
        for backend in self.filter_backends:
            pages = backend().filter_queryset(self.request, pages, self)
        return pages

    def times_of(self, pages: QuerySet) -> QuerySet | None:
        """The times of these pages in their order, if it is by them alone."""
        order = self.request.GET.get("order", "")
        if order not in last_changes.ORDERS:
            return None
        are_few = number_of(pages) < last_changes.MANY
        after = self.given.get("updated_after")
        times = last_changes.of_pages(pages, after=after, are_few=are_few)
        return times.order_by(*last_changes.order_of_times(order))

    def prepare(self, rows: Sequence[Page], serializer: drf.BaseSerializer) -> None:
        self.pages_shown = rows
        needs_parts = any(
            isinstance(field, PageField) for field in serializer.fields.values()
        )
        if rows and needs_parts and isinstance(rows[0], BasePage):
            type(rows[0]).load_page_data(rows, hidden=self.hidden)

    def find_object(self, queryset: QuerySet, request: Request) -> Page | None:
        if "html_path" not in self.given:
            return super().find_object(queryset, request)
        if self.site is None:
            return None
        found = routed_page(request, self.given["html_path"], self.site)
        return queryset.filter(pk=found.pk).first() if found else None
