"""The two APIs, put together from the apps' parts."""

from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.v2.files import DocumentsAPIViewSet, ImagesAPIViewSet
from cms.api.v2.pages import PagesAPIViewSet
from cms.api.v2.redirects import RedirectsAPIViewSet

v2 = WagtailAPIRouter("wagtailapi_v2")
v2.register_endpoint("pages", PagesAPIViewSet)
v2.register_endpoint("images", ImagesAPIViewSet)
v2.register_endpoint("documents", DocumentsAPIViewSet)
v2.register_endpoint("redirects", RedirectsAPIViewSet)
