"""Static files, icons at the root and public media, served in front of Django.

They are the same for everybody and need no database; Django's middleware cost more than
the files.
"""

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile
from whitenoise.string_utils import decode_path_info

from core import encodings
from core.media_views import public_file

# Most files are sent at once: each block costs a change of threads.
BLOCK_BYTES = 256 * 1024


def in_front_of(application: WSGIApplication) -> WSGIApplication:
    """The application, called for all that is no public file."""
    return PublicFiles(application)


class PublicFiles(WhiteNoiseMiddleware):
    """WSGI application with WhiteNoise's files, which its middleware collects.

    Requests that Django would refuse or redirect (host, plain HTTP) reach it.
    """

    def __init__(self, application: WSGIApplication) -> None:
        super().__init__()
        self.application = application
        self.security = SecurityMiddleware(empty_response)
        self.prefixes = (settings.MEDIA_URL, self.static_prefix)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        # Most requests are for a page or an API, and pass at once.
        may_be_file = path in self.files or path.startswith(self.prefixes)
        response = (
            self.response_to(environ) if may_be_file or self.autorefresh else None
        )
        if response is None:
            return self.application(environ, start_response)
        start_response(
            f"{response.status} {response.status.phrase}", list(response.headers)
        )
        return FileWrapper(response.file, BLOCK_BYTES) if response.file else []

    def response_to(self, environ: WSGIEnvironment) -> Response | None:
        """The file's response, or None where Django has to answer."""
        found = self.find(decode_path_info(environ.get("PATH_INFO", "")))
        if found is None:
            return None
        request = WSGIRequest(environ)
        try:
            request.get_host()
            if self.security.process_request(request):
                return None
            response = answer(found, environ)
        # A file may have been deleted since.
        except (DisallowedHost, OSError):
            return None
        # A new one, because WhiteNoise keeps those without a file.
        headers = [*response.headers, *self.security_headers(request)]
        return Response(response.status, headers, response.file)

    def security_headers(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        return self.security.process_response(request, empty_response(request)).items()

    def find(self, path: str) -> StaticFile | None:
        if path.startswith(settings.MEDIA_URL):
            return public_file(path.removeprefix(settings.MEDIA_URL))
        return self.find_file(path) if self.autorefresh else self.files.get(path)


def answer(found: StaticFile, environ: WSGIEnvironment) -> Response:
    method = environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        return Response(HTTPStatus.NO_CONTENT, [("Allow", "GET, HEAD, OPTIONS")], None)
    wanted = environ.get("HTTP_ACCEPT_ENCODING", "")
    # WhiteNoise looks for the names alone, and would send what is refused by ;q=0.
    names = ",".join(encodings.accepted(wanted)) if wanted else ""
    return found.get_response(method, {**environ, "HTTP_ACCEPT_ENCODING": names})


def empty_response(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    del response["Content-Type"]
    return response
