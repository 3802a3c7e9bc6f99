from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import mount as api
from cms.media import media

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/", include(api)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media),
    path("", include("articles.urls")),
    # Last: whatever nobody else answers is a page of the tree.
    path("", include(wagtail_urls)),
]
