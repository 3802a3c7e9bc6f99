"""Connection of the default site to a front end on a developer's own computer.

It consists of the site's front-end settings, a webhook, a front end's key, and a file
with what the front end has to be told. Webhook and key have the name ``NAME``.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import Site

from core.models import FrontEnd
from outbox.forms import EndpointForm
from outbox.models import Endpoint, Event
from public_forms.models import FrontEndKey

NAME = "Front end on this computer"
FILE_HEAD = (
    "# Written by manage.py connect_front_end. It holds secrets of this installation."
)


class NotConnected(Exception):
    """Nothing was changed; the message is for people."""


@dataclass(frozen=True)
class Addresses:
    """Addresses of a front end; all but the origin may be relative to it."""

    origin: str
    webhook: str = "/api/gait"
    preview: str = "/preview/"


def file() -> Path:
    return Path(settings.DATA_DIR) / "front-end.env"


def connect(addresses: Addresses, own_pages: str) -> dict[str, str]:
    """Connects the default site, and returns what the front end has to be told.

    Again with the same addresses, it leaves webhook, key and file as they are. Raises
    NotConnected.
    """
    site = default_site()
    try:
        with transaction.atomic():
            origin = _enter(site, addresses, own_pages)
            webhook = _webhook(urljoin(f"{origin}/", addresses.webhook))
            told = {
                "GAIT_URL": site.root_url,
                "GAIT_WEBHOOK_SECRET": str(webhook.secret),
                "GAIT_FRONT_END_KEY": _key(site),
            }
            _write(told)
    except ValidationError as problem:
        raise NotConnected(" ".join(problem.messages)) from None
    return told


@transaction.atomic
def disconnect() -> bool:
    """Takes back what ``connect`` has done; False if there was nothing."""
    site = default_site()
    is_connected = _webhooks().exists() or _keys(site).exists()
    if is_connected:
        FrontEnd.objects.filter(site=site).delete()
        _webhooks().delete()
        _keys(site).delete()
    file().unlink(missing_ok=True)
    return is_connected


def connected_origin() -> str:
    """The address of the front end that ``connect`` has entered; empty without one."""
    entered = FrontEnd.objects.filter(site__is_default_site=True).first()
    return entered.origin if entered and _webhooks().exists() else ""


def default_site() -> Site:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise NotConnected("There is no default site.")
    return site


def _webhooks() -> models.QuerySet[Endpoint]:
    return Endpoint.objects.webhooks().filter(name=NAME)


def _keys(site: Site) -> models.QuerySet[FrontEndKey]:
    return FrontEndKey.objects.filter(site=site, name=NAME)


def _enter(site: Site, addresses: Addresses, own_pages: str) -> str:
    """Enters the addresses as the settings' form does; returns the origin as stored."""
    found = FrontEnd.objects.filter(site=site).first()
    if found and found.origin and not _webhooks().exists():
        raise NotConnected(
            f"The site has a website of its own, {found.origin}. To try another one, "
            "empty its address first, under Settings → Website of its own."
        )
    row = found or FrontEnd(site=site)
    row.origin, row.own_pages = addresses.origin, own_pages
    row.preview_url = urljoin(addresses.origin, addresses.preview)
    row.full_clean()
    row.save()
    return row.origin


def _webhook(url: str) -> Endpoint:
    """The webhook, which is due at once; one that differs is replaced."""
    entered = {"name": NAME, "url": url, "events": [Event.CONTENT_CHANGED]}
    form = EndpointForm({**entered, "is_active": True})
    if not form.is_valid():
        raise ValidationError(form.errors.get("url", ["The webhook is wrong."]))
    kept = _webhooks().filter(url=url, is_active=True).first()
    if kept:
        kept.begin_anew()
        return kept
    _webhooks().delete()
    made: Endpoint = form.save()
    return made


def _key(site: Site) -> str:
    """The key in the file while it is valid, else a new one in place of others."""
    known = FrontEndKey.with_key(written().get("GAIT_FRONT_END_KEY", ""))
    if known and known in _keys(site):
        return written()["GAIT_FRONT_END_KEY"]
    _keys(site).delete()
    row = FrontEndKey(name=NAME, site=site)
    key = row.make_key()
    row.save()
    return key


def written() -> dict[str, str]:
    """The variables in the file; none where it is missing."""
    with suppress(OSError):
        lines = file().read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)
    return {}


def _write(told: Mapping[str, str]) -> None:
    """Writes the file anew, for its owner alone."""
    file().parent.mkdir(parents=True, exist_ok=True)
    file().unlink(missing_ok=True)
    descriptor = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        lines = (f"{name}={value}" for name, value in told.items())
        opened.write("\n".join([FILE_HEAD, *lines, ""]))
