"""Serving of uploaded files without a web server or object storage."""

import posixpath
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

from core.images.responsive import NAMED_BY_CONTENT

MAX_AGE_SECONDS = 30 * 24 * 60 * 60
# As for static files.
FOR_GOOD_SECONDS = 365 * 24 * 60 * 60


def is_public(name: str) -> bool:
    """True if the file with this storage name is public."""
    return name.partition("/")[0] in settings.PUBLIC_MEDIA_FOLDERS


def cache_directives(path: str) -> dict[str, Any]:
    """The cache lifetime of a public image, as ``patch_cache_control`` takes it.

    Only a name with a content digest is immutable; an older one may be reused.
    """
    if NAMED_BY_CONTENT.search(path):
        return {"max_age": FOR_GOOD_SECONDS, "immutable": True}
    return {"max_age": MAX_AGE_SECONDS}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serves public renditions to everybody, other files to users of the admin.

    Documents are a 404: Wagtail's view serves them with permission checks.
    """
    path = posixpath.normpath(path).lstrip("/")
    if is_public(path):
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
        patch_cache_control(response, public=True, **cache_directives(path))
        return response
    is_document = path.partition("/")[0] == "documents"
    if is_document or not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    patch_cache_control(response, private=True, no_store=True)
    return response
