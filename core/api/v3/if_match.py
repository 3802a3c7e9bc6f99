"""In which state somebody has read a page, and whether it is still in that one."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import parse_etags
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.models import Page

from core.api.errors import problem
from core.api.guard import READING
from core.api.v3.query_parameters import Run

CHANGED = "Somebody has changed this page since you read it. Read it again."

# Any: what ninja's operations return, before it is serialized.
View = Callable[..., Any]


def state_tag(request: HttpRequest, page_id: int, *, lock: bool = False) -> str | None:
    """The ETag of a page for those who may change it; None where they see none.

    The page's row names its latest revision and knows whether, where and how it is
    live, so it changes with each of them.
    """
    visible = get_pages_queryset(request).order_by().values("pk")
    pages = Page.objects.select_for_update() if lock else Page.objects
    row = pages.filter(pk=page_id, pk__in=visible).values().first()
    if row is None:
        return None
    text = json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def if_match(view: View) -> View:
    """For operations on a page: 412 where ``If-Match`` names another state of it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = request.headers.get("If-Match")
        if given is None or "page_id" not in kwargs or request.method in READING:
            return view(request, *args, **kwargs)
        # Locked until the write is done, for two may ask at the same moment.
        tag = state_tag(request, kwargs["page_id"], lock=True)
        if tag is None or not _names(given, tag):
            return problem(412, CHANGED)
        return view(request, *args, **kwargs)

    checked.knows_if_match = True
    return checked


def tell_state(run: Run) -> Run:
    """In mode "view": a write answers with the page's new ETag, for the next write."""

    @wraps(run)
    def tagged(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = run(request, **kwargs)
        if request.method not in READING and response.status_code in {200, 201}:
            tag = state_tag(request, json.loads(response.content)["id"])
            if tag:
                response["ETag"] = tag
        return response

    return tagged


def _names(given: str, tag: str) -> bool:
    tags = parse_etags(given)
    # A proxy that compresses the answer makes its tag a weak one.
    return "*" in tags or tag in {each.removeprefix("W/") for each in tags}
