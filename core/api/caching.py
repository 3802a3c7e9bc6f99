"""HTTP caching of public responses: Cache-Control, Cache-Tag, ETag, Last-Modified.

For both APIs and for HTML pages. A public response depends only on its URL and on the
content.
"""

import hashlib
import json
import re
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import TypeVar

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from core import dependencies, last_changes
from core.encodings import original_etag

Response = TypeVar("Response", bound=HttpResponseBase)

# A cached response is at most a minute old. Ten seconds without revalidation absorb the
# bursts of an app that requests the same data in five places; after that a client may
# use a stale response while it revalidates, mostly with a 304.
MAX_AGE_SECONDS = 10
STALE_WHILE_REVALIDATE_SECONDS = 50

# An answer has a date only so long after the change that no other change of the same
# second can follow: a transaction writes the time of a change before it commits, and all
# that changes within a second has the same date.
SETTLED = timedelta(seconds=10)

# By default nginx takes 4 kB of headers from the server behind it.
MOST_TAG_CHARACTERS = 1500

# All that a 304 has to say, and the tags, by which a CDN purges what it has.
SENT_WITH_304 = frozenset(
    {
        *("cache-control", "cache-tag", "cdn-cache-control", "content-location"),
        *("etag", "expires", "surrogate-control", "surrogate-key", "vary"),
    }
)
# A list, in which elements may be empty.
ETAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"[ \t]*'
ETAGS = re.compile(rf"[ \t]*(?:{ETAG})?(?:,[ \t]*(?:{ETAG})?)*")
# Front ends of other origins may not read an answer without them.
CORS = "access-control-"
EVERYTHING = dependencies.EVERYTHING


def make_public(
    request: HttpRequest,
    response: HttpResponse,
    *,
    is_dated: bool = True,
    is_shared: bool = True,
) -> HttpResponse:
    """The response with cache headers and validators, or 304 if the ETag matches.

    Cache-Tag names all that was read for it, so that a CDN can purge it. A response
    that is not dated has no Last-Modified, which costs a query. One that is not shared
    is kept by Gait and by the client, and by no cache between them. An answer that would
    be another one if it were asked for again is not cached at all.
    """
    if not dependencies.is_repeatable():
        response["Cache-Control"] = "no-store"
        return response
    is_for_cache = dependencies.set_public()
    tags = [EVERYTHING, *dependencies.tags_in(MOST_TAG_CHARACTERS)]
    response["Cache-Tag"] = ",".join(tags)
    if settings.SURROGATE_HEADERS:
        response["Surrogate-Key"] = " ".join(tags)
    if settings.CDN_IS_PURGED and is_shared:
        for name, value in _cdn_headers(is_for_cache=is_for_cache):
            response[name] = value
    patch_cache_control(
        response,
        **{"public" if is_shared else "private": True},
        max_age=MAX_AGE_SECONDS,
        stale_while_revalidate=STALE_WHILE_REVALIDATE_SECONDS,
    )
    response["ETag"] = etag_of(policies() + _own_headers(response) + response.content)
    # After the ETag: the same answer gets its date some seconds later.
    if is_dated:
        _add_date(response)
    # RFC 9110: conditions count only where the answer would be a success.
    if is_for_cache or response.status_code != HTTPStatus.OK:
        return response
    is_current = is_known(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        etag=response["ETag"],
        last_modified=response.get("Last-Modified", ""),
    )
    return _not_modified(response) if is_current else response


def _add_date(response: HttpResponse) -> None:
    """Sets Last-Modified, at once or for a cache in front that sends the answer later.

    Of what changed while the answer was made, it may have read the state before.
    """
    found = dependencies.current()
    began_at = found.began_at if found else timezone.now()
    changed_at = last_changes.newest()
    if changed_at is None:
        return
    if found and found.clock_changed_at:
        changed_at = max(changed_at, found.clock_changed_at)
    if changed_at >= began_at:
        return
    last_modified = http_date(changed_at.timestamp())
    dated_from = changed_at + SETTLED
    if found:
        found.last_modified, found.dated_from = last_modified, dated_from
    if dated_from <= began_at:
        response["Last-Modified"] = last_modified


def _cdn_headers(*, is_for_cache: bool) -> list[tuple[str, str]]:
    """For how long a CDN keeps the answer that is being made.

    A cache in front of Django adds the headers of what the clock will change, as it
    sends the answer later, too.
    """
    found = dependencies.current()
    end = found.valid_until if found else None
    if end is None:
        return cdn_headers(settings.CDN_MAX_AGE)
    if is_for_cache:
        return []
    return cdn_headers((end - timezone.now()).total_seconds())


def cdn_headers(seconds: float) -> list[tuple[str, str]]:
    """The headers by which a CDN that is purged keeps an answer for so long at most.

    RFC 9213, and Fastly's own before it.
    """
    max_age = f"max-age={max(0, int(min(seconds, settings.CDN_MAX_AGE)))}"
    names = ["CDN-Cache-Control"]
    if settings.SURROGATE_HEADERS:
        names.append("Surrogate-Control")
    return [(name, max_age) for name in names]


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_condition(header: str) -> bool:
    """True if a value of If-Match is well-formed (RFC 9110): * or a list of ETags."""
    return header.strip() == "*" or bool(ETAGS.fullmatch(header) and '"' in header)


def names_etag(header: str, etag: str) -> bool:
    """True if the value of If-Match or If-None-Match names this ETag."""
    given = parse_etags(header)
    return "*" in given or etag in map(original_etag, given)


def is_known(
    etags: str | None, date: str | None, *, etag: str, last_modified: str
) -> bool:
    """True if a client has the answer, by its If-None-Match, else If-Modified-Since.

    Only the very date of the answer counts: a database that was restored has older ones.
    """
    if etags is not None:
        return names_etag(etags, etag)
    if not (date and last_modified):
        return False
    return parse_http_date_safe(date) == parse_http_date_safe(last_modified)


@lru_cache(maxsize=1)
def policies() -> bytes:
    """The settings of the headers that a 304 leaves out: another policy, another answer."""
    return json.dumps(
        [
            settings.API_CONTENT_SECURITY_POLICY,
            settings.CONTENT_SECURITY_POLICY,
            settings.PERMISSIONS_POLICY,
            settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            settings.SECURE_REFERRER_POLICY,
            settings.X_FRAME_OPTIONS,
        ]
    ).encode()


def _own_headers(response: HttpResponse) -> bytes:
    """The other headers that a 304 leaves out: the same text may be closed to robots."""
    left_out = [item for item in response.items() if not is_sent_with_304(item[0])]
    return json.dumps(sorted(left_out)).encode()


def is_sent_with_304(name: str) -> bool:
    """True for a header that a 304 repeats; a client has the others."""
    return name.lower() in SENT_WITH_304 or name.lower().startswith(CORS)


def _not_modified(response: HttpResponse) -> HttpResponse:
    headers = {
        name: value for name, value in response.items() if is_sent_with_304(name)
    }
    return HttpResponseNotModified(headers=headers)


def is_private(response: HttpResponseBase) -> bool:
    return "private" in response.get("Cache-Control", "")


def make_private(response: Response) -> Response:
    """Forbids caching of a response that depends on the user."""
    response["Cache-Control"] = "private, no-store"
    return response
