"""Messages about changes of public content, written from the change feed.

The feed has an entry for each change, written in its transaction by whatever means it is
made. Messages follow from the entries, once for each endpoint.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.api.caching import EVERYTHING
from core.error_views import DATABASE_AWAY
from delivery import sync
from delivery.models import ContentVersion
from delivery.serializers import change_data
from delivery.sync import ChangedObject, Token
from outbox import events, purging
from outbox.models import Endpoint, Event

logger = logging.getLogger("gait.outbox")

# Objects in one message: some 30 kB.
MOST_OBJECTS = 100


def current_version() -> int:
    """The version of the content; negative while changes are not recorded."""
    return ContentVersion.objects.values_list("number", flat=True).first() or 0


def update_caches() -> None:
    """Makes the endpoints of caches those that the settings name."""
    purging.update_endpoints(abs(current_version()))


def write_messages() -> None:
    """Writes the messages about all that has changed since the last ones."""
    version = current_version()
    behind = Endpoint.objects.filter(is_active=True, number__lt=version)
    for endpoint in behind:
        try:
            _write_all(endpoint, version)
        except DATABASE_AWAY:
            raise
        except Exception:
            # Others have their messages and purges all the same.
            logger.exception("The messages to %s could not be written.", endpoint)


def _write_all(endpoint: Endpoint, version: int) -> None:
    if not endpoint.is_webhook or Event.CONTENT_CHANGED in endpoint.events:
        while _advance(endpoint.pk, version):
            pass


@transaction.atomic
def _advance(pk: int, version: int) -> bool:
    """Writes the next messages of an endpoint; True if there are more."""
    # Transactions of visitors may write messages to it meanwhile.
    locked = Endpoint.objects.select_for_update(no_key=True)
    endpoint = locked.filter(pk=pk).first()
    if endpoint is None or endpoint.number > version:
        return False
    if not endpoint.is_webhook:
        purging.write_touched(endpoint, version)
        _move(endpoint, Token(version, sync.LAST_ENTRY, 0))
        return False
    read_at = int(endpoint.read_at.timestamp())
    try:
        changes = sync.since(Token(endpoint.number, endpoint.entry, read_at))
    except sync.TooOldError:
        _write_everything(endpoint, version)
        changes = sync.now()
    except sync.NotRecordedError:
        return False
    _write_objects(endpoint, changes.objects, changes.token.number)
    _move(endpoint, changes.token)
    return changes.has_more


def _move(endpoint: Endpoint, token: Token) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(
        number=token.number, entry=token.entry, read_at=timezone.now()
    )


def _write_everything(endpoint: Endpoint, version: int) -> None:
    data = {"everything_changed": True, "tags": [EVERYTHING], "changes": []}
    events.write(endpoint, Event.CONTENT_CHANGED, data, number=version)


def _write_objects(
    endpoint: Endpoint, objects: Sequence[ChangedObject], number: int
) -> None:
    for start in range(0, len(objects), MOST_OBJECTS):
        part = objects[start : start + MOST_OBJECTS]
        changes = [*map(change_data, part)]
        data = {
            "everything_changed": False,
            "tags": sorted({tag for each in changes for tag in each["tags"]}),
            "changes": changes,
        }
        subjects = [f"{each['kind']}-{each['id']}" for each in changes]
        events.write(
            endpoint, Event.CONTENT_CHANGED, data, subjects=subjects, number=number
        )
