"""API endpoints for the clinic and its navigation, in v2 and v3."""

from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from ninja import Router
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Site

from clinic.page_data import ClinicPageData
from clinic.site_data import SiteData, site_data
from core.api.v2.base import StrictAPIViewSet
from core.api.v3.anonymous import ANYBODY, site_for

router = Router(tags=["site"])


@router.get(
    "/",
    response=SiteData,
    url_name="site",
    summary="Clinic and navigation",
    operation_id="site",
    auth=ANYBODY,
)
def get_site(
    request: HttpRequest, response: HttpResponse, site: str | None = None
) -> SiteData:
    """All that a front end needs once."""
    chosen = site_for(request, site)
    shown = site_data(chosen)
    # The URLconf of the project names the view.
    llms = ClinicPageData.of(chosen.root_page).file_url(reverse("llms"))
    response["Link"] = f'<{llms}>; rel="describedby"; type="text/plain"'
    return shown


class SiteAPIViewSet(StrictAPIViewSet):
    model = Site
    name: ClassVar[str] = "site"
    list_parameters = {"site": str}
    filters = {}

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    def listing_view(self, request: Request) -> Response:
        if self.site is None:
            raise Http404("There is no site.")
        return Response(site_data(self.site))
