from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers as drf
from rest_framework.request import Request
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.contrib.redirects.api.v2 import (
    RedirectsAPIViewSet as WagtailRedirectsAPIViewSet,
)
from wagtail.contrib.redirects.models import Redirect

from core.api.v2.base import (
    FIND,
    DetailUrlField,
    FieldsFilter,
    OrderingFilter,
    StrictAPIViewSet,
    boolean,
    number,
)
from core.redirects import location, public_redirects, redirect_at


class LocationField(drf.Field):
    """The redirect's target as an absolute URL; None without a target."""

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, redirect: Redirect) -> str | None:
        site = self.context["view"].site
        return location(redirect, site) if site else redirect.link


class RedirectSerializer(BaseSerializer):
    detail_url = DetailUrlField(read_only=True)
    location = LocationField()


class RedirectsAPIViewSet(StrictAPIViewSet, WagtailRedirectsAPIViewSet):
    """Redirects of the site, without those to pages that are not public."""

    base_serializer_class = RedirectSerializer
    body_fields: ClassVar[list[str]] = [
        *WagtailRedirectsAPIViewSet.body_fields,
        "is_permanent",
    ]
    filter_backends: ClassVar[list[type]] = [FieldsFilter, OrderingFilter]
    list_parameters = {
        "site": str,
        **{
            name: parse
            for name, parse in StrictAPIViewSet.list_parameters.items()
            if not name.startswith("search")
        },
    }
    detail_parameters = {**StrictAPIViewSet.detail_parameters, "site": str}
    find_parameters = FIND
    filters = {"id": number, "old_path": str, "is_permanent": boolean}
    orders = frozenset({"id", "old_path"})

    def get_queryset(self) -> QuerySet:
        redirects = public_redirects(self.site)
        return redirects.select_related("redirect_page").order_by("pk")

    def find_object(self, queryset: QuerySet, request: Request) -> Redirect | None:
        if "html_path" not in self.given:
            return super().find_object(queryset, request)
        return redirect_at(self.given["html_path"], queryset, self.site)
