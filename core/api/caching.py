"""How long an answer keeps, and how a client asks whether it has changed.

For everything that is public: both APIs, and pages in HTML. Such an answer depends on
nothing but its address and the content.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Site

# What a browser or a network shows is at most a minute old. Ten seconds without asking
# take off the bursts of an app that draws the same data in five places; after that a
# client may show what it has while it asks, and mostly hears 304.
MAX_AGE_SECONDS = 10
STALE_WHILE_REVALIDATE_SECONDS = 50

# What apps show beside pages; see ``dates``.
Moments = Callable[[], QuerySet]
_others: list[Moments] = []

# A tag that everything public carries: purging it is right after any change.
EVERYTHING = "gait"


def page_tag(pk: int) -> str:
    return f"page-{pk}"


def make_public(
    request: HttpRequest, response: HttpResponse, *, tags: Iterable[str]
) -> HttpResponse:
    """The answer with its validators, or 304 where the client has it already.

    ``tags`` are what a network may purge the answer by, beside those in its Cache-Tag.
    """
    own = filter(None, response.get("Cache-Tag", "").split(","))
    response["Cache-Tag"] = ",".join(dict.fromkeys([EVERYTHING, *tags, *own]))
    patch_cache_control(
        response,
        public=True,
        max_age=MAX_AGE_SECONDS,
        stale_while_revalidate=STALE_WHILE_REVALIDATE_SECONDS,
    )
    changed_at = last_change()
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return _not_modified(response) if _has(request, response["ETag"]) else response


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the client has this very answer.

    Its date does not count: two changes may fall into one second.
    """
    given = parse_etags(request.headers.get("If-None-Match", ""))
    # A proxy that compresses the answer makes its tag a weak one.
    return "*" in given or etag in {each.removeprefix("W/") for each in given}


def _not_modified(response: HttpResponse) -> HttpResponse:
    kept = ("Cache-Control", "Cache-Tag", "ETag", "Last-Modified", "Vary")
    headers = {name: response[name] for name in kept if name in response}
    return HttpResponseNotModified(headers=headers)


def make_private(response: HttpResponse) -> HttpResponse:
    """For an answer that depends on who asks: nobody keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response


def register_last_modified(newest: Moments) -> None:
    """An app calls it for what visitors read beside pages and no log knows.

    ``newest`` gives the moments alone, the newest first.
    """
    _others.append(newest)


def last_change() -> datetime | None:
    """When somebody last changed anything; None where nothing has ever been.

    An answer draws from many places (the clinic's number stands in every article), so
    it is as new as the newest of them.
    """
    pages = _newest(Page.objects.exclude(last_published_at=None), "last_published_at")
    logged = [_newest(log, "timestamp") for log in (PageLogEntry, ModelLogEntry)]
    others = [Subquery(newest()[:1]) for newest in _others]
    newest = Site.objects.values_list(Coalesce(logged[0], pages), logged[1], *others)
    moments = newest[:1]
    return max((moment for row in moments for moment in row if moment), default=None)


def _newest(source: type[Model] | QuerySet, field: str) -> Subquery:
    rows = source if isinstance(source, QuerySet) else source.objects.all()
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])
