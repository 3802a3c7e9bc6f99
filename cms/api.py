"""URLs of API v2 and v3, assembled from the endpoints of the apps."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, URLPattern, URLResolver, include, path, resolve
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.routers.schema import router as schema_router
from wagtail.utils.urlpatterns import decorate_urlpatterns

from articles.api import router as articles_router
from articles.people_api import router as people_router
from articles.resolve_path import router as route_router
from articles.topics_api import router as topics_router
from clinic.api import SiteAPIViewSet
from clinic.api import router as site_router
from cms.operation_scopes import NEEDS
from comments.api import CommentsAPIViewSet
from comments.api import router as comments_router
from contact.api import router as forms_router
from core.api.errors import NOTHING_HERE, message, problem
from core.api.guard import Guard
from core.api.v2.files import DocumentsAPIViewSet, ImagesAPIViewSet
from core.api.v2.pages import PagesAPIViewSet
from core.api.v2.redirects import RedirectsAPIViewSet
from core.api.v3.api import GaitAPI
from core.api.v3.docs import docs
from core.api.v3.files import documents_router, images_router
from core.api.v3.locales import router as locales_router
from core.api.v3.page_batches import router as pages_router
from core.api.v3.preview import router as preview_router
from core.api.v3.redirects import router as redirects_router
from core.api.v3.search import router as search_router
from core.api.v3.sites import router as sites_router
from core.api.v3.snippets import router as snippets_router
from core.api.v3.whoami import router as whoami_router
from delivery.api import router as changes_router
from home.api import router as copies_router
from public_forms.unlock_api import router as unlock_router

v2 = WagtailAPIRouter("wagtailapi_v2")
v2.register_endpoint("pages", PagesAPIViewSet)
v2.register_endpoint("images", ImagesAPIViewSet)
v2.register_endpoint("documents", DocumentsAPIViewSet)
v2.register_endpoint("redirects", RedirectsAPIViewSet)
v2.register_endpoint("site", SiteAPIViewSet)
v2.register_endpoint("comments", CommentsAPIViewSet)

pages_router.add_router("/", copies_router)

v3 = GaitAPI(NEEDS)
v3.add_router("/articles/", articles_router)
v3.add_router("/topics/", topics_router)
v3.add_router("/people/", people_router)
v3.add_router("/site/", site_router)
v3.add_router("/search/", search_router)
v3.add_router("/comments/", comments_router)
v3.add_router("/forms/", forms_router)
v3.add_router("/route/", route_router)
v3.add_router("/unlock/", unlock_router)
v3.add_router("/preview/", preview_router)
v3.add_router("/pages/", pages_router)
v3.add_router("/images/", images_router)
v3.add_router("/documents/", documents_router)
v3.add_router("/redirects/", redirects_router)
v3.add_router("/snippets/", snippets_router)
v3.add_router("/locales/", locales_router)
v3.add_router("/changes/", changes_router)
v3.add_router("/schema/", schema_router)
v3.add_router("/sites/", sites_router)
v3.add_router("/", whoami_router)

v2_guard = Guard(message, methods=frozenset({"GET"}))
v3_guard = Guard(problem)


def guarded(
    patterns: list[URLPattern | URLResolver], guard: Guard
) -> list[URLPattern | URLResolver]:
    """The URL patterns behind the guard, and a 404 for every other URL below them."""

    # Without the guard's methods: an unknown URL answers 404 to every method.
    @Guard(guard.refuse)
    def not_found(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _redirect_with_slash(request) or guard.refuse(404, NOTHING_HERE)

    decorate_urlpatterns(patterns, guard)
    return [*patterns, path("<path:rest>", not_found), path("", not_found)]


def _redirect_with_slash(request: HttpRequest) -> HttpResponse | None:
    """Permanent redirect to the URL with a trailing slash; None if there is none."""
    if request.method != "GET" or request.path.endswith("/"):
        return None
    try:
        known = resolve(f"{request.path_info}/")
    except Resolver404:
        return None
    if "rest" in known.kwargs:
        return None
    query = request.META.get("QUERY_STRING")
    return HttpResponsePermanentRedirect(
        f"{request.path}/{'?' + query if query else ''}"
    )


v2_patterns, v2_app, v2_namespace = v2.urls
v3_patterns, v3_app, v3_namespace = v3.urls

urlpatterns = [
    path("v2/", include((guarded(v2_patterns, v2_guard), v2_app), v2_namespace)),
    path("v3/docs/", docs, {"api": v3}, name="api_docs"),
    path("v3/", include((guarded(v3_patterns, v3_guard), v3_app), v3_namespace)),
    *guarded([], v3_guard),
]
