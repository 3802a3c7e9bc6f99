"""Redirects of API v3, without those to hidden pages; writing is Wagtail's."""

from typing import Any, Literal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from ninja import FilterSchema, Query
from ninja.pagination import paginate
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.contrib.redirects.api.v3.router import RedirectSchema
from wagtail.contrib.redirects.api.v3.router import router as stock
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from core.api.v3.anonymous import asked_site, required_id, site_or_none
from core.api.v3.dated_lists import SiteParameter
from core.api.v3.offset_pagination import Pagination
from core.api.v3.query_parameters import Id
from core.api.v3.wagtail_router import WagtailRouter
from core.redirects import location, public_redirects, redirect_at, redirects_of

Order = Literal["id", "-id", "old_path", "-old_path", "created_at", "-created_at"]

router = WagtailRouter(stock)


class RedirectFilters(FilterSchema):
    id: Id | None = None
    old_path: str | None = None
    is_permanent: bool | None = None


def visible_redirects(request: HttpRequest, site: Site | None = None) -> QuerySet:
    """Redirects of the site, without those to pages that the reader may not see."""
    site = site or Site.find_for_request(request)
    if not request.user.is_authenticated:
        # Also those to pages of other sites, which visitors are led to.
        return public_redirects(site).select_related("redirect_page")
    pages = get_pages_queryset(request).order_by()
    # For each redirect: of EXISTS, PostgreSQL would first list all visible pages.
    target = pages.filter(pk=OuterRef("redirect_page_id")).values("pk")[:1]
    redirects = redirects_of(site).alias(target=Subquery(target))
    is_shown = Q(redirect_page=None) | Q(target__isnull=False)
    return redirects.filter(is_shown).select_related("redirect_page")


class LocatedRedirect(RedirectSchema):
    """``location``: where it leads, as a full address; None where nothing is left."""

    location: str | None = None

    @staticmethod
    def resolve_location(obj: Redirect, context: dict[str, Any]) -> str | None:
        site = asked_site(context["request"])
        return location(obj, site) if site else obj.link


@router.get("/", response=list[LocatedRedirect])
@paginate(Pagination)
def list_redirects(
    request: HttpRequest,
    filters: Query[RedirectFilters],
    order: Order = "id",
    site: SiteParameter = None,
    **kwargs: Any,
) -> QuerySet:
    found = filters.filter(visible_redirects(request, site_or_none(request, site)))
    return found.order_by(*dict.fromkeys([order, "id"]))


@router.get("/find/", response={302: None})
def find_redirect(
    request: HttpRequest,
    id: Id | None = None,
    html_path: str | None = None,
    site: SiteParameter = None,
) -> HttpResponse:
    """Leads to the redirect from this path, or to the one with this id."""
    wanted = site_or_none(request, site)
    visible = visible_redirects(request, wanted)
    if html_path is None:
        found = get_object_or_404(visible, pk=required_id(id))
    else:
        found = redirect_at(html_path, visible, wanted)
        if found is None:
            raise Http404("There is no redirect from this path.")
    url = reverse("wagtailapi_v3:detail_redirect", args=[found.pk])
    return redirect(f"{url}?{urlencode({'site': site})}" if site else url)


@router.get("/{redirect_id}/", response=LocatedRedirect)
def get_redirect_detail(
    request: HttpRequest, redirect_id: Id, site: SiteParameter = None
) -> Redirect:
    visible = visible_redirects(request, site_or_none(request, site))
    return get_object_or_404(visible, pk=redirect_id)
