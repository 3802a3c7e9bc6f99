"""Serving of uploaded files without a web server or object storage."""

import mimetypes
import posixpath
from pathlib import Path
from typing import Never

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NotARegularFileError, StaticFile

from core.images.responsive import NAMED_BY_CONTENT

MAX_AGE_SECONDS = 30 * 24 * 60 * 60
# As for static files.
FOR_GOOD_SECONDS = 365 * 24 * 60 * 60
# An image that is opened by itself: browsers style its page, and nothing may run.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
)


def is_public(name: str) -> bool:
    """True if the file with this storage name is public."""
    return name.partition("/")[0] in settings.PUBLIC_MEDIA_FOLDERS


def cache_control(name: str) -> str:
    """Cache-Control of a public image.

    Only a name with a content digest is immutable; an older one may be reused.
    """
    if NAMED_BY_CONTENT.search(name):
        return f"public, max-age={FOR_GOOD_SECONDS}, immutable"
    return f"public, max-age={MAX_AGE_SECONDS}"


class PublicFile(StaticFile):
    """A file of MEDIA_ROOT as WhiteNoise answers it, without ranges.

    WhiteNoise refuses a range of one byte; images are small enough to be sent whole.
    """

    def get_range_response(self, *details: object) -> Never:
        # WhiteNoise then sends the whole file.
        raise ValueError


def public_file(path: str) -> PublicFile | None:
    """The public file with this path below MEDIA_URL, if there is one."""
    name = posixpath.normpath(path).lstrip("/")
    if not is_public(name):
        return None
    content_type, _ = mimetypes.guess_type(name)
    headers = [
        ("Content-Type", content_type or "application/octet-stream"),
        ("Cache-Control", cache_control(name)),
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ]
    try:
        return PublicFile(str(Path(settings.MEDIA_ROOT) / name), headers)
    # ValueError: a NUL character in the name.
    except (NotARegularFileError, OSError, ValueError):
        return None


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serves public renditions to everybody, other files to users of the admin.

    In front of Django, ``core.public_files`` answers the former by the same rules.
    Documents are a 404: Wagtail's view serves them with permission checks.
    """
    if found := public_file(path):
        return WhiteNoiseMiddleware.serve(found, request)
    path = posixpath.normpath(path).lstrip("/")
    is_document = path.partition("/")[0] == "documents"
    if is_public(path) or is_document or not may_see_originals(request):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    patch_cache_control(response, private=True, no_store=True)
    return response


def may_see_originals(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")
