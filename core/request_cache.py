"""The cache of a server without Redis: what a request remembers until it is answered.

Workers cannot correct each other's memory. What one kept for longer, another would go
on telling after it was changed: Wagtail keeps the sites' addresses for an hour.
"""

from threading import get_ident
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache


class RequestCache(LocMemCache):
    """Emptied when a request or a task begins; see ``begin_with_nothing``.

    Each thread has one. In a shared one, a request that began after a change could find
    what another had read before it and stored only now.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        # Django keeps what is stored by name, for all threads.
        super().__init__(f"{name} {get_ident()}", params)


def clear(**signal: Any) -> None:
    """A receiver; Any: what signals send along."""
    for cache in caches.all():
        if isinstance(cache, RequestCache):
            cache.clear()
