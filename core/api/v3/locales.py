"""Languages of API v3, for users with permissions on them; writing is Wagtail's."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja.pagination import paginate
from wagtail.api.v3.permissions import require_any_permission
from wagtail.locales.api.v3.router import LocaleSchema
from wagtail.locales.api.v3.router import router as stock
from wagtail.models import Locale

from core.api.v3.offset_pagination import Pagination
from core.api.v3.query_parameters import Id
from core.api.v3.wagtail_router import WagtailRouter

router = WagtailRouter(stock)


@router.get("/", response=list[LocaleSchema])
@paginate(Pagination)
@require_any_permission(Locale)
def list_locales(request: HttpRequest, **kwargs: Any) -> QuerySet[Locale]:
    return Locale.objects.order_by("pk")


@router.get("/{locale_id}/", response=LocaleSchema)
@require_any_permission(Locale)
def get_locale(request: HttpRequest, locale_id: Id) -> Locale:
    return get_object_or_404(Locale.objects.all(), pk=locale_id)
