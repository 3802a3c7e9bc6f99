from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms import api as api
from core import markdown_views
from core.admin import views
from core.admin.asked_keys import require_keys
from core.admin.edit_conflicts import edit_page
from core.document_views import document
from core.full_disk import full_disk_as_form_error
from core.media_views import media
from core.transactions import transactional_view
from public_forms.password_reset import RequestPasswordReset

admin = [
    # Before Wagtail's views of the same URLs, whose names reverse() still resolves.
    path("pages/<int:page_id>/edit/", edit_page),
    path("password_reset/", RequestPasswordReset.as_view()),
    path("", include(views)),
    path("", include(wagtailadmin_urls)),
]

for decorator in (require_keys, transactional_view, full_disk_as_form_error):
    decorate_urlpatterns(admin, decorator)

documents = [
    # Before Wagtail's view of the same URL, whose name reverse() still resolves.
    re_path(r"^(\d+)/(.*)$", document),
]

urlpatterns = [
    path("admin/", include(admin)),
    path("api/", include(api)),
    # Before Wagtail's own URLs, some of which it overrides.
    path("", include("public_forms.urls")),
    path("documents/", include([*documents, *wagtaildocs_urls.urlpatterns])),
    path("media/<path:path>", media),
    path("", include("comments.urls")),
    path("", include("contact.urls")),
    path("", include("articles.urls")),
    re_path(r"^(?P<path>(?:[\w-]+/)*[\w-]+)\.md$", markdown_views.page),
    # Last: every other URL is a page of the tree.
    path("", include(wagtail_urls)),
]

handler404 = "core.not_found.page_not_found"
handler500 = "core.error_views.server_error"
