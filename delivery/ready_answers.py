"""Kept answers with all their headers, as requests get them until a moment."""

from collections.abc import Callable
from math import inf
from typing import Any

from django.conf import settings

from core.api.caching import cdn_headers, is_known
from delivery.answers import Answer, Headers, Variant
from delivery.cache_keys import Environ

StartResponse = Callable[..., Any]

# Shortcuts to it end then, and what is done once in a while is done: hits are logged.
MOST_SECONDS = 60


class ReadyAnswer:
    """A variant of an answer as it is sent from one moment until before another.

    All that is the same for each request is worked out before.
    """

    __slots__ = ("answer", "begins", "date", "ends", "headers", "validators", "variant")

    def __init__(self, answer: Answer, variant: Variant, now: float) -> None:
        """``now``: the moment at which it begins. The answer holds."""
        self.answer, self.variant = answer, variant
        self.date = answer.date_at(now)
        dated = [("Last-Modified", self.date)] if self.date else []
        lifetime = lifetime_in_cdn(answer, now)
        added = [] if lifetime is None else cdn_headers(lifetime)
        self.headers: Headers = [*variant.headers, *added, *dated]
        self.validators: Headers = [*variant.validators, *added]
        self.begins = now
        self.ends = min(next_change(answer, now, lifetime), now + MOST_SECONDS)

    def send(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Sends it; 304 if the client has it."""
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        # Copies, because a server may change the list that it gets.
        if (wanted or since) and self._is_known(wanted, since):
            start_response("304 Not Modified", self.validators[:])
            return []
        start_response("200 OK", self.headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else self.variant.chunks

    def _is_known(self, wanted: str | None, since: str | None) -> bool:
        return wanted == self.variant.etag or is_known(
            wanted, since, etag=self.answer.etag, last_modified=self.date
        )


def lifetime_in_cdn(answer: Answer, now: float) -> int | None:
    """Seconds for which a CDN that is purged may keep what the clock changes.

    None for any other answer, whose headers were made with it.
    """
    end = answer.valid_until
    if end is None or not (settings.CDN_IS_PURGED and answer.is_shared):
        return None
    return int(min(end - now, settings.CDN_MAX_AGE))


def next_change(answer: Answer, now: float, lifetime: int | None) -> float:
    """The moment from which the answer, its date or its lifetime is another."""
    moments = [inf]
    if now < answer.dated_from:
        moments.append(answer.dated_from)
    if answer.valid_until is not None:
        moments.append(answer.valid_until - (lifetime or 0))
    return min(moments)
