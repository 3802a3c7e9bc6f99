"""Purges by address, through Wagtail's backends, for caches that know no tags.

The addresses come from the change feed: Wagtail's own signals tell of published pages
alone, before the transaction commits, and wait for the cache meanwhile.
"""

import logging
from collections.abc import Iterable
from http.client import HTTPException
from threading import get_ident
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import get_backends, logger
from wagtail.models import Page, Site

from core.guarded_http import RequestFailed
from core.http_client import within
from delivery.models import CacheTag, ContentChange, StoredDocument
from delivery.sync import PAGE

# Cloudflare takes 30 in one request.
MOST_ADDRESSES = 30
# Shorter than the lease of an endpoint.
SECONDS = 30
NOT_FOUND = 404


def targets() -> dict[str, str]:
    """The names of Wagtail's backends, with those that people read."""
    return {name: f"Cache by address: {name}" for name in settings.WAGTAILFRONTENDCACHE}


def touched(after: int, version: int) -> list[str]:
    """The addresses that versions after the first, up to the second, have touched.

    Those of pages, where they were and where they are, and those of stored answers that
    show what was touched.
    """
    roots = Site.get_site_root_paths()
    pages = {
        f"{root.root_url}/{path.removeprefix(root.root_path)}"
        for path in _paths_of_pages(after, version)
        for root in roots
        if path.startswith(root.root_path)
    }
    answers = _addresses_of_answers(after, version)
    return sorted(
        pages | {f"{root.root_url}{each}" for each in answers for root in roots}
    )


def _paths_of_pages(after: int, version: int) -> set[str]:
    entries = ContentChange.objects.filter(
        kind=PAGE, number__gt=after, number__lte=version
    )
    moved = entries.values_list("path_before", "path_after")
    # An entry of what else a page holds than its own row has no path.
    live = Page.objects.live().filter(pk__in=entries.values("object_id"))
    now = live.values_list("url_path", flat=True)
    return {*now, *(path for both in moved for path in both if path)}


def _addresses_of_answers(after: int, version: int) -> set[str]:
    rows = CacheTag.objects.filter(number__gt=after, number__lte=version)
    names = set(rows.values_list("name", flat=True))
    stored = StoredDocument.objects.values_list("address", "tags")
    return {
        address
        for address, tags in stored.iterator()
        if not names.isdisjoint(tags.split())
    }


def purge(name: str, addresses: Iterable[str]) -> None:
    """Purges the addresses by the backend of this name. Raises RequestFailed."""
    try:
        problems = within(SECONDS, lambda: _purge(name, addresses))
    except TimeoutError:
        problem = f"The cache took longer than {SECONDS} seconds."
        raise RequestFailed(problem) from None
    except (OSError, HTTPException):
        raise RequestFailed("The answer is not one of a web server.") from None
    if problems:
        raise RequestFailed(problems[0])


def _purge(name: str, addresses: Iterable[str]) -> list[str]:
    """The problems that the backend logs, as it raises none."""
    backend = get_backends(backends=[name])[name]
    noted = _Noted()
    logger.addHandler(noted)
    try:
        backend.purge_batch(
            [
                each
                for each in addresses
                if backend.invalidates_hostname(urlsplit(each).hostname)
            ]
        )
    finally:
        logger.removeHandler(noted)
    return noted.problems


class _Noted(logging.Handler):
    """Collects the errors that are logged in this thread.

    A cache that does not have the answer may say 404.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread = get_ident()
        self.problems: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        is_missing = isinstance(record.args, tuple) and NOT_FOUND in record.args
        if record.thread == self.thread and not is_missing:
            self.problems.append(record.getMessage())
