from datetime import datetime
from typing import Annotated

from typing_extensions import TypedDict

from core.api.v3.closed_sets import OneOf, PageType
from delivery import sync
from delivery.sync import ChangedObject
from delivery.tracking import listed_kinds


class ChangeData(TypedDict):
    """A changed object. ``tags`` name the answers that show it, as ``Cache-Tag`` does.

    ``action``: ``deleted`` is also what is no longer public. Every other object may be
    new to a client. ``type`` and ``url`` are those of a public page, else None.
    """

    action: sync.Action
    kind: Annotated[str, OneOf(listed_kinds)]
    id: int
    type: PageType | None
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
