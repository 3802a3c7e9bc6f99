"""API v3 endpoint that lists what has changed, for clients that keep a copy."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.errors import HttpError
from typing_extensions import TypedDict

from core import dependencies
from core.api.errors import problem
from core.api.v3.anonymous import ANYBODY
from core.error_views import RETRY_AFTER_SECONDS
from delivery import sync
from delivery.sync import ChangedObject, Changes, Token

WRONG_TOKEN = "since: take it from “next” of an earlier answer."  # noqa: S105 - a message
TOO_OLD = "What has changed since then is not known: begin anew, without since."

router = Router(tags=["changes"])


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


class ChangesData(TypedDict):
    """``next`` is the token for the changes after these; always given."""

    items: list[ChangeData]
    next: str
    has_more: bool


@router.get(
    "/",
    response=ChangesData,
    url_name="changes",
    summary="List what has changed",
    operation_id="changes",
    auth=ANYBODY,
)
def list_changes(
    request: HttpRequest,
    since: Annotated[
        str | None,
        Query(
            description="“next” of an earlier answer; left out, there is only a token."
        ),
    ] = None,
) -> ChangesData | HttpResponse:
    """Objects that were added, changed, moved or deleted since a token, each once.

    410: what has changed since the token is not known, so a client begins anew. A token
    is good for 89 days.
    """
    dependencies.never_repeats()
    try:
        changes = sync.now() if since is None else sync.since(_token(since))
    except sync.TooOldError:
        raise HttpError(410, TOO_OLD) from None
    except sync.NotRecordedError:
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return problem(503, "Please try again in a moment.", headers=headers)
    return _answer(changes)


def _token(text: str) -> Token:
    try:
        return Token.read(text)
    except ValueError:
        raise HttpError(400, WRONG_TOKEN) from None


def _answer(changes: Changes) -> ChangesData:
    return {
        "items": list(map(_item, changes.objects)),
        "next": str(changes.token),
        "has_more": changes.has_more,
    }


def _item(changed: ChangedObject) -> ChangeData:
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
