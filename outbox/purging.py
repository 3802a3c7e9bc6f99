"""Purges of the caches of a CDN by tag: Fastly, Cloudflare, and any URL; or by address.

The operator's settings name them; each has an endpoint whose messages hold tags, or
addresses for a cache that knows no tags.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.api.caching import EVERYTHING
from core.guarded_http import Answer, Request
from delivery.models import CacheTag
from outbox import purged_addresses
from outbox.models import Delivery, Endpoint, Event

Kind = Endpoint.Kind

# The most tags in one request; Cloudflare takes 100, and Fastly 256.
MOST_TAGS = 100
# The header of a request must fit into the receivers' buffers.
MOST_CHARACTERS = 4000
# Other tags, as of slugs that are not ASCII, stand in no answer's header.
IN_HEADERS = re.compile(r"[!-+\--~]+")
# Answers are made within this time.
AGAIN_AFTER = timedelta(seconds=5)
# More tags than these: everything is purged.
MOST_TOUCHED = 2000
# Operators may have caches within their networks.
ALLOWED = [ip_network("0.0.0.0/0"), ip_network("::/0")]


def targets() -> dict[str, tuple[Kind, str]]:
    """Kind and name of each cache that the settings name, by its address."""
    found: dict[str, tuple[Kind, str]] = {}
    if service := settings.FASTLY_SERVICE_ID:
        url = f"{settings.FASTLY_URL}/service/{service}/purge"
        found[url] = Kind.FASTLY, "Fastly"
    if zone := settings.CLOUDFLARE_ZONE_ID:
        url = f"{settings.CLOUDFLARE_URL}/client/v4/zones/{zone}/purge_cache"
        found[url] = Kind.CLOUDFLARE, "Cloudflare"
    for url in settings.PURGE_URLS:
        found[url] = Kind.PURGE_URL, f"Cache at {url}"
    for backend, name in purged_addresses.targets().items():
        found.setdefault(backend, (Kind.BY_ADDRESS, name))
    return found


def update_endpoints(version: int) -> None:
    """Adds endpoints of new settings, and deletes those of settings that are gone.

    What a new one may have stored before it was named is purged.
    """
    wanted = targets()
    known = Endpoint.objects.exclude(kind=Kind.WEBHOOK)
    known.exclude(url__in=wanted).delete()
    missing = wanted.keys() - set(known.values_list("url", flat=True))
    for url in sorted(missing):
        _add(url, *wanted[url], version)


@transaction.atomic
def _add(url: str, kind: Kind, name: str, version: int) -> None:
    given = {"name": name, "number": version}
    endpoint, is_new = Endpoint.objects.get_or_create(given, kind=kind, url=url)
    if is_new and kind != Kind.BY_ADDRESS:
        write(endpoint, [EVERYTHING], version)


def write_touched(endpoint: Endpoint, version: int) -> None:
    """Writes messages that purge what changed up to the version."""
    is_by_address = endpoint.kind == Kind.BY_ADDRESS
    find = purged_addresses.touched if is_by_address else touched
    write(endpoint, find(endpoint.number, version), version)


def write(endpoint: Endpoint, names: Iterable[str], number: int) -> None:
    """Writes messages that purge all answers with one of the tags or addresses, twice.

    An answer that was made before the change may reach the cache after the first purge.
    """
    now = timezone.now()
    groups = _groups(endpoint, names)
    for due_at in (now, now + AGAIN_AFTER):
        _create(endpoint, groups, number=number, created_at=now, due_at=due_at)


def _create(
    endpoint: Endpoint,
    groups: Iterable[list[str]],
    *,
    number: int,
    created_at: datetime,
    due_at: datetime,
) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            endpoint=endpoint,
            event=Event.PURGE,
            body={_key(endpoint): names},
            number=number,
            created_at=created_at,
            due_at=due_at,
        )
        for names in groups
    )


def _key(endpoint: Endpoint) -> str:
    return "addresses" if endpoint.kind == Kind.BY_ADDRESS else "tags"


def _groups(endpoint: Endpoint, names: Iterable[str]) -> list[list[str]]:
    is_by_address = endpoint.kind == Kind.BY_ADDRESS
    most = purged_addresses.MOST_ADDRESSES if is_by_address else MOST_TAGS
    return [*parts(names, most=most)]


def parts(tags: Iterable[str], *, most: int = MOST_TAGS) -> Iterator[list[str]]:
    """The tags in groups that fit into one request."""
    part: list[str] = []
    for tag in tags:
        characters = sum(map(len, part)) + len(part) + len(tag)
        if part and (len(part) == most or characters > MOST_CHARACTERS):
            yield part
            part = []
        part.append(tag)
    if part:
        yield part


@transaction.atomic
def merge_due(endpoint: Endpoint, now: datetime) -> None:
    """Replaces purges that are due and were never tried by as few as hold their tags.

    Many wait after a time in which the cache was away. New rows replace them, so that a
    worker that has lost its lease marks none of these as sent.
    """
    # No other worker writes purges meanwhile.
    list(Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint.pk))
    waiting = endpoint.deliveries.filter(
        event=Event.PURGE, status=Delivery.Status.WAITING
    )
    due = waiting.filter(due_at__lte=now, attempts_made=0).order_by("pk")
    wanted = {name for each in due for name in each.purged}
    groups = _groups(endpoint, _limited(sorted(wanted)))
    if len(groups) < len(due):
        number = max(each.number for each in due)
        created_at = min(each.created_at for each in due)
        due.delete()
        _create(endpoint, groups, number=number, created_at=created_at, due_at=now)


def _limited(names: list[str]) -> list[str]:
    """The tags; the one of all answers alone if it is among them, or they are many."""
    is_all = len(names) > MOST_TOUCHED or EVERYTHING in names
    return [EVERYTHING] if is_all else names


def touched(after: int, version: int) -> list[str]:
    """The tags that versions after the first, up to the second, have touched."""
    rows = CacheTag.objects.filter(number__gt=after, number__lte=version)
    names = list(
        rows.order_by("name").values_list("name", flat=True)[: MOST_TOUCHED + 1]
    )
    return [*filter(IN_HEADERS.fullmatch, _limited(names))]


def request_of(delivery: Delivery) -> Request:
    endpoint, tags = delivery.endpoint, delivery.body["tags"]
    return _REQUESTS[Kind(endpoint.kind)](endpoint.url, tags)


def _fastly(url: str, tags: list[str]) -> Request:
    headers = {
        "Fastly-Key": settings.FASTLY_API_TOKEN,
        "Surrogate-Key": " ".join(tags),
        "Accept": "application/json",
    }
    return Request(url, headers)


def _cloudflare(url: str, tags: list[str]) -> Request:
    headers = {
        "Authorization": f"Bearer {settings.CLOUDFLARE_API_TOKEN}",
        "Content-Type": "application/json",
    }
    return Request(url, headers, json.dumps({"tags": tags}).encode())


def _url(url: str, tags: list[str]) -> Request:
    name = settings.PURGE_HEADER
    separator = "," if name.lower() == "cache-tag" else " "
    headers = {name: separator.join(tags)}
    if settings.PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PURGE_TOKEN}"
    return Request(url, headers, method=settings.PURGE_METHOD)


_REQUESTS: Mapping[Kind, Callable[[str, list[str]], Request]] = {
    Kind.FASTLY: _fastly,
    Kind.CLOUDFLARE: _cloudflare,
    Kind.PURGE_URL: _url,
}


def is_refused(kind: str, answer: Answer) -> bool:
    """True if Cloudflare says with the status 200 that nothing was purged."""
    if kind != Kind.CLOUDFLARE:
        return False
    try:
        return json.loads(answer.body).get("success") is not True
    except (ValueError, AttributeError):
        return True
