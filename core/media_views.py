"""Serves uploaded files where no web server or object storage does it."""

import posixpath
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

from core.images.responsive import NAMED_BY_CONTENT

MAX_AGE_SECONDS = 30 * 24 * 60 * 60
# As of static files.
FOR_GOOD_SECONDS = 365 * 24 * 60 * 60


def is_public(name: str) -> bool:
    """Whether everybody may read the file with this name in storage."""
    return name.partition("/")[0] in settings.PUBLIC_MEDIA_FOLDERS


def keeping(path: str) -> dict[str, Any]:
    """Any: how long a public picture is kept, as ``patch_cache_control`` takes it.

    The name of one drawn before names had a digest may be given again.
    """
    if NAMED_BY_CONTENT.search(path):
        return {"max_age": FOR_GOOD_SECONDS, "immutable": True}
    return {"max_age": MAX_AGE_SECONDS}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """The pictures made for the public; all else only for those who use the admin.

    Documents never: Wagtail's view knows who may read which.
    """
    path = posixpath.normpath(path).lstrip("/")
    if is_public(path):
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
        patch_cache_control(response, public=True, **keeping(path))
        return response
    is_document = path.partition("/")[0] == "documents"
    if is_document or not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, private=True, no_store=True)
    return response
