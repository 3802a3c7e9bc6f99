"""Optimistic locking of pages and snippets in API v3: ETag and If-Match."""

import json
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.models import Page

from core.api.caching import etag_of, is_condition, names_etag
from core.api.errors import FieldProblem, problem
from core.api.guard import READING
from core.api.v3.query_parameters import Run, View

CHANGED = "Somebody has changed this page since you read it. Read it again."
CHANGED_SNIPPET = "Somebody has changed this since you read it. Read it again."
NO_CONDITION = (
    'Send the ETag with which this was read, with its quotes: "3f2a…". Several have commas '
    "between them; * stands for any."
)


def checked_condition(value: str) -> str:
    """The value of If-Match; raises ValueError unless it is well-formed."""
    if not is_condition(value):
        raise ValueError(NO_CONDITION)
    return value


def _malformed() -> HttpResponse:
    error: FieldProblem = {
        "path": ["header", "If-Match"],
        "message": NO_CONDITION,
        "code": "invalid",
    }
    return problem(400, f"If-Match: {NO_CONDITION}", [error])


def page_etag(request: HttpRequest, page_id: int, *, lock: bool = False) -> str | None:
    """The ETag of a page for authenticated clients; None if the page is not visible.

    It is a hash of the page's row, which changes with the latest revision, the position
    in the tree and the publication status.
    """
    visible = get_pages_queryset(request).order_by().values("pk")
    pages = Page.objects.select_for_update() if lock else Page.objects
    return _etag_of_row(pages.filter(pk=page_id, pk__in=visible))


def snippet_etag(kind: str, key: int, *, lock: bool = False) -> str | None:
    """The ETag of a snippet, a hash of its row; None if there is none."""
    rows = apps.get_model(kind)._default_manager.filter(pk=key)
    return _etag_of_row(rows.select_for_update() if lock else rows)


def _etag_of_row(found: QuerySet[Any]) -> str | None:
    row = found.values().first()
    if row is None:
        return None
    return etag_of(json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True).encode())


def if_match(view: View) -> View:
    """Decorator of page operations: 412 if ``If-Match`` names another ETag.

    400 if it names none.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = request.headers.get("If-Match")
        if given is None or "page_id" not in kwargs or request.method in READING:
            return view(request, *args, **kwargs)
        if not is_condition(given):
            return _malformed()
        # Locks the row until the write commits, against concurrent requests.
        tag = page_etag(request, kwargs["page_id"], lock=True)
        if tag is None or not names_etag(given, tag):
            return problem(412, CHANGED)
        return view(request, *args, **kwargs)

    # No type of a function has attributes of its own.
    checked.knows_if_match = True  # type: ignore[attr-defined]
    return checked


def snippet_if_match(view: View) -> View:
    """The same for operations on snippets, within the check of permissions."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = request.headers.get("If-Match")
        if given is None:
            return view(request, *args, **kwargs)
        if not is_condition(given):
            return _malformed()
        tag = snippet_etag(kwargs["type"], kwargs["pk"], lock=True)
        if tag is not None and not names_etag(given, tag):
            return problem(412, CHANGED_SNIPPET)
        return view(request, *args, **kwargs)

    checked.knows_if_match = True  # type: ignore[attr-defined]
    return checked


def add_page_etag(run: Run) -> Run:
    """Adds the page's new ETag to the response of a write; in mode "view"."""

    @wraps(run)
    def tagged(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = run(request, **kwargs)
        if request.method not in READING and response.status_code in {200, 201}:
            # A dry run has none.
            key = json.loads(response.content).get("id")
            if key and (tag := page_etag(request, key)):
                response["ETag"] = tag
        return response

    return tagged
