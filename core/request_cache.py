"""Cache backend for a server without Redis, which lasts for one request only.

Processes cannot invalidate each other's local memory: a longer-lived cache would serve
stale data, as Wagtail caches the sites' root URLs for an hour.
"""

from threading import get_ident
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache


class RequestCache(LocMemCache):
    """Local-memory cache of one thread, emptied when a request or task starts.

    A cache shared by threads could serve stale data: one request may read a value
    before a change and store it after the change.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        # LocMemCache shares its storage by name among all threads.
        super().__init__(f"{name} {get_ident()}", params)


def clear(**signal: Any) -> None:
    """Signal receiver that empties the cache. Any: arguments of the signals."""
    for cache in caches.all():
        if isinstance(cache, RequestCache):
            cache.clear()
