"""API v3 endpoint that lists what has changed, for clients that keep a copy."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.errors import HttpError
from typing_extensions import TypedDict

from core import dependencies
from core.api.errors import Problem, problem
from core.api.v3.anonymous import ANYBODY
from core.error_views import RETRY_AFTER_SECONDS
from delivery import sync
from delivery.serializers import ChangeData, change_data
from delivery.sync import Changes, Token

WRONG_TOKEN = "since: take it from “next” of an earlier answer."  # noqa: S105 - a message
TOO_OLD = "What has changed since then is not known: begin anew, without since."

router = Router(tags=["changes"])


class ChangesData(TypedDict):
    """``next`` is the token for the changes after these; always given."""

    items: list[ChangeData]
    next: str
    has_more: bool


@router.get(
    "/",
    response={200: ChangesData, 410: Problem},
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
        "items": list(map(change_data, changes.objects)),
        "next": str(changes.token),
        "has_more": changes.has_more,
    }
