"""Decision which answers are kept, and their form in memory."""

import sys
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.cache import has_vary_header

from core.api.caching import EVERYTHING
from core.dependencies import Dependencies
from delivery.answers import Answer, Headers, Variant

# Headers that differ for each request, for each encoding, or with the time.
NOT_KEPT = frozenset({"x-request-id", "content-length", "etag", "last-modified"})
# Cache-Status: RFC 9211.
STALE = [("Cache-Control", "no-cache"), ("Cache-Status", "Gait; hit; detail=STALE")]
NOT_STALE = frozenset(
    {"cache-control", "cdn-cache-control", "etag", "surrogate-control"}
)


def may_be_kept(response: Any, found: Dependencies) -> bool:
    """True for a whole public answer of 200 that the next request would get, too."""
    return (
        found.is_public
        and not response.streaming
        and response.status_code == HTTPStatus.OK
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and not has_vary_header(response, "*")
        and "Content-Encoding" not in response
    )


def finished(
    response: HttpResponse, found: Dependencies, made_at: float, encoding: str
) -> Answer:
    """The answer to keep, in one encoding."""
    end = found.valid_until
    answer = Answer(
        headers=[
            (name, value)
            for name, value in response.items()
            if name.lower() not in NOT_KEPT
        ],
        etag=response["ETag"],
        tags=tuple(map(sys.intern, {*found.tags, EVERYTHING})),
        made_at=made_at,
        valid_until=end.timestamp() if end else None,
        last_modified=found.last_modified,
        dated_from=found.dated_from.timestamp() if found.dated_from else 0,
    )
    answer.add(encoding, response.content)
    return answer


def marked_stale(variant: Variant) -> Headers:
    """The headers of an answer that may have changed since it was made."""
    kept = [each for each in variant.headers if each[0].lower() not in NOT_STALE]
    return [*kept, *STALE]
