"""HTTP caching of public responses: Cache-Control, Cache-Tag, ETag, Last-Modified.

For both APIs and for HTML pages. A public response depends only on its URL and on the
content.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Site

Response = TypeVar("Response", bound=HttpResponseBase)

# A cached response is at most a minute old. Ten seconds without revalidation absorb the
# bursts of an app that requests the same data in five places; after that a client may
# use a stale response while it revalidates, mostly with a 304.
MAX_AGE_SECONDS = 10
STALE_WHILE_REVALIDATE_SECONDS = 50

# Change times of content beside pages; see ``register_last_modified``.
Moments = Callable[[], QuerySet]
_registered: list[Moments] = []

# The tag of every public response: purging it is right after any change.
EVERYTHING = "gait"


def page_tag(pk: int) -> str:
    return f"page-{pk}"


def make_public(
    request: HttpRequest,
    response: HttpResponse,
    *,
    tags: Iterable[str],
    is_dated: bool = True,
) -> HttpResponse:
    """The response with cache headers and validators, or 304 if the ETag matches.

    ``tags`` are added to its Cache-Tag header, by which a CDN can purge it. A response
    that is not dated has no Last-Modified, which costs a query.
    """
    own = filter(None, response.get("Cache-Tag", "").split(","))
    response["Cache-Tag"] = ",".join(dict.fromkeys([EVERYTHING, *tags, *own]))
    patch_cache_control(
        response,
        public=True,
        max_age=MAX_AGE_SECONDS,
        stale_while_revalidate=STALE_WHILE_REVALIDATE_SECONDS,
    )
    changed_at = last_change() if is_dated else None
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    response["ETag"] = etag_of(response.content)
    # If-Modified-Since is ignored: two changes may fall into one second.
    is_current = names_etag(request.headers.get("If-None-Match", ""), response["ETag"])
    return _not_modified(response) if is_current else response


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def names_etag(header: str, etag: str) -> bool:
    """True if the value of If-Match or If-None-Match names this ETag."""
    given = parse_etags(header)
    # A proxy that compresses the response weakens its ETag.
    return "*" in given or etag in {each.removeprefix("W/") for each in given}


def _not_modified(response: HttpResponse) -> HttpResponse:
    kept = ("Cache-Control", "Cache-Tag", "ETag", "Last-Modified", "Vary")
    headers = {name: response[name] for name in kept if name in response}
    return HttpResponseNotModified(headers=headers)


def make_private(response: Response) -> Response:
    """Forbids caching of a response that depends on the user."""
    response["Cache-Control"] = "private, no-store"
    return response


def register_last_modified(newest: Moments) -> None:
    """Registers public content beside pages whose changes no audit log records.

    ``newest`` returns a queryset of the change times alone, the newest first.
    """
    _registered.append(newest)


def last_change() -> datetime | None:
    """The time of the last change to any content; None if there is none.

    A response depends on many objects (each article contains the clinic's phone
    number), so it counts as changed with any of them.
    """
    pages = _newest(Page.objects.exclude(last_published_at=None), "last_published_at")
    logged = [_newest(log, "timestamp") for log in (PageLogEntry, ModelLogEntry)]
    others = [Subquery(newest()[:1]) for newest in _registered]
    newest = Site.objects.values_list(Coalesce(logged[0], pages), logged[1], *others)
    moments = newest[:1]
    return max((moment for row in moments for moment in row if moment), default=None)


def _newest(source: type[Model] | QuerySet, field: str) -> Subquery:
    rows = source if isinstance(source, QuerySet) else source._default_manager.all()
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])
