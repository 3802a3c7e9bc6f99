"""Sites of API v3: a list for users with site permissions; the rest is Wagtail's."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja.pagination import paginate
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers.sites import router as stock
from wagtail.api.v3.schemas import SiteSchema
from wagtail.models import Site
from wagtail.permissions import site_permission_policy

from core.api.v3.offset_pagination import Pagination
from core.api.v3.wagtail_router import WagtailRouter

router = WagtailRouter(stock)


@router.get("/", response=list[SiteSchema])
@paginate(Pagination)
@require_any_permission(Site)
def list_sites(request: HttpRequest, **kwargs: Any) -> QuerySet[Site]:
    anything = ("add", "change", "delete", "view")
    sites = site_permission_policy.instances_user_has_any_permission_for(
        request.user, anything
    )
    return sites.order_by("pk")
