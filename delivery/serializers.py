from datetime import datetime

from typing_extensions import TypedDict

from delivery import sync
from delivery.sync import ChangedObject


class ChangeData(TypedDict):
    """A changed object. ``tags`` name the answers that show it, as ``Cache-Tag`` does.

    ``action``: ``deleted`` is also what is no longer public. Every other object may be
    new to a client. ``kind``: ``page``, ``person``, ``topic``, ``image``, … ``type``
    and ``url`` are those of a public page, else None.
    """

    action: sync.Action
    kind: str
    id: int
    type: str | None
    url: str | None
    changed_at: datetime
    tags: list[str]


def change_data(changed: ChangedObject) -> ChangeData:
    page = changed.page
    return {
        "action": changed.action,
        "kind": changed.kind,
        "id": changed.object_id,
        "type": page.specific_class._meta.label if page else None,
        "url": changed.url,
        "changed_at": changed.changed_at,
        "tags": changed.public_tags,
    }
