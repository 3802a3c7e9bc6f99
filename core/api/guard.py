"""Request checks and response headers shared by API v2 and v3.

The APIs ignore cookies: a bearer token authenticates, otherwise a request is anonymous.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import (
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.signals import got_request_exception
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from core import unlocking
from core.api import public_changes
from core.api.caching import is_private, make_private, make_public
from core.api.deleted import deleted_kind
from core.api.errors import NOTHING_HERE, Refusal
from core.api.tokens import WRONG, InvalidToken, TokenAuth, may_change_public_content
from core.charsets import OTHER_CHARSET, is_form_in_other_charset
from core.error_views import RETRY_AFTER_SECONDS, is_database_away
from core.full_disk import INSUFFICIENT_STORAGE, drop_parts
from core.storage import DISK_FULL, is_full
from core.transactions import repeated_view

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

MEGABYTE = 1024 * 1024
JSON_LIMIT_BYTES = MEGABYTE
# The largest image or document (10 MB) with its multipart form.
UPLOAD_LIMIT_BYTES = 11 * MEGABYTE

# Headers that a 410 takes over from the 404.
KEPT = frozenset({"Cache-Control"})
READING = frozenset({"GET", "HEAD"})
PERSONAL_HEADERS = ("Authorization", unlocking.HEADER)
CHANGES_PUBLIC = (
    "This would change what readers see at once. The token needs the scope “publish”."
)
UNREADABLE_FORM = (
    "The form cannot be read: a part of it is broken, or “Content-Type: "
    "multipart/form-data” does not name the boundary between its parts."
)
TOO_MANY_FIELDS = "These are too many fields, files or parameters at once."
WRONG_INPUT = (
    DataError,
    OverflowError,
    RecursionError,
    SuspiciousOperation,
    UnicodeError,
)


class Guard:
    """Decorator of API views: input checks, authentication, errors, caching headers.

    ``refuse`` makes the API's error responses. ``methods`` are the allowed methods;
    None if the views check the method themselves.
    """

    def __init__(
        self, refuse: Refusal, *, methods: frozenset[str] | None = None
    ) -> None:
        self.refuse = refuse
        self.methods = methods

    def __call__(self, view: View) -> View:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return self.answer(view, request, *args, **kwargs)

        return csrf_exempt(guarded)

    def answer(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Wagtail reads the passed page restrictions from the session. No SessionBase, for
        # which the session middleware would add ``Vary: Cookie``.
        request.session = {}  # type: ignore[assignment]
        request.user = AnonymousUser()
        try:
            response = self._respond(view, request, *args, **kwargs)
        except Exception as error:
            response = self._refuse_error(request, error)
        if response.status_code == 405:
            response = self._without_method(request, response)
        if response.status_code == 404 and (kind := deleted_kind(request)):
            known = {name: response[name] for name in KEPT if name in response}
            response = self.refuse(410, f"This {kind} was deleted.", headers=known)
        if "Cache-Control" not in response:
            # Errors may be temporary, such as a page that is about to be published.
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, PERSONAL_HEADERS)
        return response

    def _respond(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = (
            self._refuse_characters(request)
            or self._refuse_body(request)
            or self._refuse_token(request)
            or self._run(view, request, *args, **kwargs)
        )
        is_personal = any(name in request.headers for name in PERSONAL_HEADERS)
        if is_personal or request.method not in READING or is_private(response):
            return make_private(response)
        if response.status_code == 200 and request.method in READING:
            return make_public(request, response)
        return response

    def _refuse_characters(self, request: HttpRequest) -> HttpResponse | None:
        """Refuses invalid UTF-8, which Django would replace, and null characters.

        Django leaves invalid bytes of a path percent-encoded. WSGI's query string is
        latin-1 decoded bytes.
        """
        try:
            unquote_to_bytes(request.path_info).decode()
            given = request.META.get("QUERY_STRING", "").encode("latin-1")
            query = unquote_to_bytes(given).decode()
        except UnicodeError:
            return self.refuse(400, "The address is not valid UTF-8.")
        if "\0" in request.path_info or "\0" in query:
            return self.refuse(400, "The address contains a null character.")
        return None

    def _refuse_body(self, request: HttpRequest) -> HttpResponse | None:
        if "Transfer-Encoding" in request.headers:
            # WSGI does not support a body without Content-Length.
            return self.refuse(411, "Say in Content-Length how much you send.")
        form = request.content_type == "multipart/form-data"
        limit = UPLOAD_LIMIT_BYTES if form else JSON_LIMIT_BYTES
        try:
            size = int(request.headers.get("Content-Length") or 0)
        except ValueError:
            return self.refuse(400, "Content-Length is no number.")
        if size > limit:
            return self.refuse(413, f"At most {limit // MEGABYTE} MB can be sent here.")
        if is_form_in_other_charset(request):
            return self.refuse(400, OTHER_CHARSET)
        return None

    def _refuse_token(self, request: HttpRequest) -> HttpResponse | None:
        """Rejects an invalid token with 401 instead of answering as anonymous."""
        if "Authorization" not in request.headers:
            return None
        try:
            if TokenAuth()(request):
                return None
            problem = WRONG
        except InvalidToken as refused:
            problem = str(refused)
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return self.refuse(401, problem, headers=headers)

    def _run(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        method = request.method
        if self.methods and method not in {*self.methods, "HEAD"}:
            return self.refuse(405, "", headers={"Allow": ", ".join(self.methods)})
        if method not in READING:
            # Anonymous requests are refused, so they need not wait for the write lock.
            run = self._atomic(view) if request.user.is_authenticated else view
            return repeated_view(run)(request, *args, **kwargs)
        # The views implement GET only; HEAD is the same without its body.
        request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        finally:
            request.method = method

    def _atomic(self, view: View) -> View:
        """Runs the view in a transaction, which an error response rolls back.

        So does a change of public content with a token that may not publish, whatever
        made it.
        """

        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_watched = not may_change_public_content(request)
            with transaction.atomic():
                position = public_changes.mark() if is_watched else None
                response = view(request, *args, **kwargs)
                if is_watched and public_changes.has_changed_since(position):
                    response = self.refuse(403, CHANGES_PUBLIC)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            return response

        return run

    def _refuse_error(self, request: HttpRequest, error: Exception) -> HttpResponse:
        if isinstance(error, Http404):
            return self.refuse(404, NOTHING_HERE)
        if isinstance(error, MultiPartParserError):
            return self.refuse(400, UNREADABLE_FORM)
        if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
            status = 400 if request.method in READING else 413
            return self.refuse(status, TOO_MANY_FIELDS)
        if isinstance(error, WRONG_INPUT):
            # Usually caused by the input, but possibly by a bug.
            logger.warning("Answered 400 to an unforeseen error.", exc_info=error)
            return self.refuse(400, "A value in the request is out of range or broken.")
        if is_database_away(error):
            logger.error("The database does not answer.", exc_info=error)
            retry = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return self.refuse(503, "Please try again in a moment.", headers=retry)
        if is_full(error):
            logger.error("The disk is full: a file was not stored.", exc_info=error)
            drop_parts(request)
            return self.refuse(INSUFFICIENT_STORAGE, DISK_FULL)
        logger.error("A request to the API failed.", exc_info=error)
        got_request_exception.send(sender=type(self), request=request)
        return self.refuse(500, "Something went wrong on our side.")

    def _without_method(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        known = {name.strip() for name in response.get("Allow", "").split(",")}
        if "GET" in known:
            known.add("HEAD")
        allow = {"Allow": ", ".join(sorted(known | {"OPTIONS"}))}
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=allow)
        detail = f"{request.method} is not possible here, but {allow['Allow']}."
        return self.refuse(405, detail, headers=allow)
