"""The cache of a server without Redis: what a request remembers until it is answered.

Workers cannot correct each other's memory. What one kept for longer, another would go
on telling after it was changed: Wagtail keeps the sites' addresses for an hour.
"""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache


class RequestCache(LocMemCache):
    """Emptied when a request or a task begins; see ``begin_with_nothing``."""


def begin_with_nothing(**signal: Any) -> None:
    """A receiver; Any: what signals send along."""
    for cache in caches.all():
        if isinstance(cache, RequestCache):
            cache.clear()
