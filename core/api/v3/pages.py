"""Pages of API v3: anonymous reading, and checks of all operations."""

from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Literal

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from ninja import Query, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.routers import pages as stock
from wagtail.api.v3.schemas.params import RevisionFilterSchema, SearchSchema
from wagtail.api.v3.schemas.revisions import RevisionSchema
from wagtail.models import Page, Revision, Site
from wagtail.query import PageQuerySet

from core import dependencies, last_changes
from core.aliases import without_repeats
from core.api.errors import NOTHING_HERE, problem
from core.api.guard import READING
from core.api.v3.anonymous import (
    locale_called,
    page_at,
    required_id,
    site_for,
    site_or_none,
)
from core.api.v3.if_match import add_page_etag, if_match, page_etag
from core.api.v3.offset_pagination import Pagination
from core.api.v3.page_fields import (
    BRIEF_COLUMNS,
    FieldsSchema,
    ListedPage,
    PageInFullOrFields,
    all_in_brief,
    some_fields,
    with_fields,
)
from core.api.v3.page_relations import with_relations
from core.api.v3.query_parameters import HtmlFormat, Id, Instant, Run, is_key
from core.api.v3.wagtail_router import WagtailRouter
from core.keys_first import KeysFirst, number_of
from core.last_changes import ORDERS
from core.models import BasePage
from core.private_pages import readable_page
from core.representations import markdown_link
from core.rich_text import Html
from core.search.notices import emergency_for
from core.site_search.page_results import PageResults
from core.site_search.serializers import NOT_SEARCHED, SynonymData, understood

Order = Literal[
    "random",
    "id",
    "title",
    "slug",
    "seo_title",
    "first_published_at",
    "published_at",
    "updated_at",
    "-id",
    "-title",
    "-slug",
    "-seo_title",
    "-first_published_at",
    "-published_at",
    "-updated_at",
]
# Those whose field in the database has another name.
ORDER_NAMES = {
    "published_at": "first_published_at",
    "-published_at": "-first_published_at",
}
Version = Literal["live", "draft"]
Related = Id | Literal["root"] | None
RichTextFormat = Annotated[
    HtmlFormat | None,
    Query(description="Rich text is finished HTML, with or without this."),
]

router = WagtailRouter(stock.router)


class PageFilters(stock.PageFilterSchema):
    """Wagtail's relations between pages, and what a page may be filtered by."""

    id: Id | None = None
    title: str | None = None
    slug: str | None = None
    show_in_menus: bool | None = None
    seo_title: str | None = None
    search_description: str | None = None
    first_published_at: datetime | None = None
    updated_after: Instant | None = Field(
        None, description="Pages that changed after this instant."
    )
    ancestor_of: Id | None = None
    child_of: Related = None
    descendant_of: Related = None
    translation_of: Related = None

    def apply_descendant_of(
        self, request: HttpRequest, queryset: PageQuerySet
    ) -> PageQuerySet:
        """Reads children by an index on SQLite, which sorts all of them for Wagtail."""
        if not self.child_of or connection.vendor != "sqlite":
            return super().apply_descendant_of(request, queryset)
        parent = self.get_public_page_or_root(request, self.child_of, "child_of")
        return queryset.filter(path__child_of=parent.path)

    def filter_updated_after(self, value: datetime | None) -> Q:
        # Of the whole query: see list_pages.
        return Q()

    def filter_locale(self, value: str | None) -> Q:
        return Q() if value is None else Q(locale=locale_called(value))


class SearchPagination(Pagination):
    """Offset pagination that adds the emergency wording for a search."""

    class Output(Schema):
        items: list[Any]
        count: int
        emergency_wording: Html | None = Field(
            description=(
                "Finished HTML to show above all else, where the search suggests that "
                "somebody is in danger."
            )
        )
        corrected_to: str | None
        synonyms_used: list[SynonymData]

    # Any: the arguments of the list operation, passed on by ninja.
    def paginate_queryset(
        self,
        # Any: pages, or what a search found among them.
        queryset: Any,
        pagination: LimitOffsetPagination.Input,
        request: HttpRequest,
        **params: Any,
    ) -> dict[str, Any]:
        if isinstance(queryset, PageQuerySet) and params["order"] in ORDERS:
            queryset = _by_time(queryset, request, params)
        shown = super().paginate_queryset(queryset, pagination, request, **params)
        site = site_or_none(request, params["filters"].site)
        rows, names = [*shown["items"]], params["chosen"].fields
        shown["items"] = (
            with_fields(request, rows, names, site)
            if names
            else all_in_brief(request, rows)
        )
        query = params["search"].search
        understanding = (
            understood(queryset.plan)
            if isinstance(queryset, PageResults)
            else NOT_SEARCHED
        )
        return {
            **shown,
            "emergency_wording": emergency_for(site, query),
            **understanding,
        }


# Any: the arguments of the list operation.
def _by_time(
    pages: PageQuerySet, request: HttpRequest, params: dict[str, Any]
) -> PageQuerySet | KeysFirst:
    """Public pages in order of their last change, from the index of these times."""
    if request.user.is_authenticated:
        # Drafts have none.
        return pages
    counted = pages.order_by()
    times = last_changes.of_pages(
        counted,
        after=params["filters"].updated_after,
        are_few=number_of(counted) < last_changes.MANY,
    )
    order = last_changes.order_of_times(params["order"])
    return KeysFirst(pages, times.order_by(*order), counted)


class PageSearch(SearchSchema):
    """Wagtail's search, and the words as they were typed."""

    exact: bool = Field(False, description="Search as typed, without corrections.")

    def results(
        self, request: HttpRequest, pages: PageQuerySet, site: Site | None
    ) -> PageQuerySet | PageResults:
        if self.search is None:
            return pages
        return PageResults(
            without_repeats(pages) if self.search else pages,
            self.search,
            operator=self.search_operator,
            exact=self.exact or bool(emergency_for(site, self.search)),
            is_ordered="order" in request.GET,
        )


@router.get("/", response=list[ListedPage])
@paginate(SearchPagination, pass_parameter="paging")  # noqa: S106 - the name of an argument
def list_pages(
    request: HttpRequest,
    filters: Query[PageFilters],
    search: Query[PageSearch],
    chosen: Query[FieldsSchema],
    order: Order | None = None,
    **kwargs: Any,
) -> PageQuerySet | PageResults:
    """Pages in brief, with the fields that are asked for."""
    chosen.require_in([each for each in filters.type if each is not Page])
    site = site_or_none(request, filters.site)
    model = filters.type[0] if len(filters.type) == 1 else Page
    pages = filters.filter(get_pages_queryset(request, model), request)
    # Converting the others of twenty articles took a third of the time of their list.
    pages = pages.select_related(None).only(*BRIEF_COLUMNS)
    if order == "random" and kwargs["paging"].offset:
        raise HttpError(400, "order: a random order has no offset.")
    if order == "random":
        dependencies.never_repeats()
    if filters.updated_after:
        pages = last_changes.changed_after(pages, filters.updated_after)
    if order:
        pages = _ordered(pages, order)
    return search.results(request, pages, site)


def _ordered(pages: PageQuerySet, order: Order) -> PageQuerySet:
    if order == "random":
        return pages.order_by("?")
    if order in ORDERS:
        dated = pages.annotate(updated_at=last_changes.time_of_page())
        return dated.order_by(*last_changes.order_of_times(order))
    return pages.order_by(ORDER_NAMES.get(order, order), "pk")


@router.get("/find/", response={302: None})
def find_page(
    request: HttpRequest,
    id: Id | None = None,
    html_path: str | None = None,
    site: str | None = None,
    version: Version = "live",
) -> HttpResponse:
    """Leads to the page at a path of the site, or to the one with this id."""
    if version == "draft" and not request.user.is_authenticated:
        raise AuthenticationError
    if html_path is None:
        page = get_object_or_404(get_pages_queryset(request), pk=required_id(id))
    else:
        page = page_at(request, html_path, site_for(request, site))
        if page is None:
            raise Http404
    query = {
        name: request.GET[name] for name in ("site", "version") if name in request.GET
    }
    url = reverse("wagtailapi_v3:detail_page", kwargs={"page_id": page.pk})
    return redirect(f"{url}?{urlencode(query)}" if query else url)


@router.get("/{page_id}/", response=PageInFullOrFields)
def get_page(
    request: HttpRequest,
    response: HttpResponse,
    page_id: Id,
    chosen: Query[FieldsSchema],
    version: Version = "live",
    site: str | None = None,
    rich_text_format: RichTextFormat = None,
) -> Page | dict[str, Any]:
    """A page in full, or some of its fields; a draft for those who may edit it."""
    if version == "draft" and not request.user.is_authenticated:
        raise AuthenticationError
    # Read before the page: after a concurrent change the ETag is the older one.
    tag = page_etag(request, page_id) if request.user.is_authenticated else None
    with dependencies.narrowed(f"page-{page_id}"):
        page = readable_page(request, page_id)
    if page is None:
        raise Http404
    shown = page.get_latest_revision_as_object() if version == "draft" else page
    if tag:
        response["ETag"] = tag
    if isinstance(shown, BasePage) and shown.page_data.is_public:
        response["Link"] = markdown_link(shown)
    page = with_relations(request, shown, site_or_none(request, site))
    if not chosen.fields:
        return page
    chosen.require_in([type(page)])
    return some_fields(request, page, chosen.fields)


class RevisionFilters(RevisionFilterSchema):
    user_id: Id | None = None


@router.get("/{page_id}/revisions/", response=list[RevisionSchema])
@paginate(Pagination)
def list_revisions(
    request: HttpRequest, page_id: Id, filters: Query[RevisionFilters], **kwargs: Any
) -> QuerySet[Revision]:
    page = get_object_or_404(get_pages_queryset(request), pk=page_id).specific
    return filters.filter(page.revisions.order_by("-created_at", "-id"))


def require_visible_page(run: Run) -> Run:
    """Decorator: 404 for every operation on a page that the token's owner cannot see.

    In mode "view", because validation errors of a body reveal the page's type. Writes
    to the root of the tree get 404 too: Wagtail fails without a parent.
    """

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = str(kwargs.get("page_id", ""))
        if request.user.is_authenticated and is_key(key):
            lowest = 1 if request.method in READING else 2
            pages = get_pages_queryset(request).filter(pk=key, depth__gte=lowest)
            if not pages.exists():
                return problem(404, NOTHING_HERE)
        return run(request, **kwargs)

    return checked


router.add_decorator(if_match)
router.add_decorator(add_page_etag, mode="view")
router.add_decorator(require_visible_page, mode="view")
