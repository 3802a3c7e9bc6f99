"""The URLs of a new project, and those of the APIs as Wagtail documents them."""

from django.urls import path
from stock.urls import urlpatterns as urls_of_a_new_project
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api

v2 = WagtailAPIRouter("wagtailapi")
v2.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("api/v2/", v2.urls),
    path("api/v3/", api.urls),
    *urls_of_a_new_project,
]
