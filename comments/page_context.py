"""Template context of the replies below a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from comments import notices, reply_window
from comments.forms import EmptyReplyForm
from comments.models import ReplySettings
from comments.threads import THREADS_PER_PAGE, Discussion, discussion
from public_forms import signed_notices


@dataclass(frozen=True)
class Replies:
    """Replies of a page, with the form, pagination and the notice after sending.

    ``earlier`` and ``later`` are page numbers of the replies, or None. ``notice`` is
    “published”, “waiting” or “urgent” for a reply just sent, else empty.
    """

    discussion: Discussion
    is_open: bool
    form: EmptyReplyForm
    asks_proof: bool
    notice: str
    earlier: int | None
    later: int | None

    @property
    def notice_words(self) -> str:
        is_published = self.notice == "published"
        return notices.PUBLISHED if is_published else notices.PENDING

    @property
    def closed_words(self) -> str:
        return notices.CLOSED


def replies(
    page: Any, settings: ReplySettings, request: HttpRequest, *, count: int
) -> Replies:
    """Context of any page that takes replies; depends on URL and content only.

    ``count``: the number of its published replies.
    """
    number, found = _requested_page(page, request.GET.get("replies", ""), count)
    signed = request.GET.get("reply", "")
    notice = signed_notices.read(signed, purpose="reply", page_id=page.pk)
    return Replies(
        discussion=found,
        is_open=reply_window.is_open(page, settings, now=timezone.now()),
        form=EmptyReplyForm(page),
        asks_proof=settings.proof_of_work,
        notice=notice,
        earlier=number - 1 if number > 1 else None,
        later=number + 1 if number * THREADS_PER_PAGE < found.total else None,
    )


def _requested_page(page: Any, value: str, count: int) -> tuple[int, Discussion]:
    """The requested page of replies with its number; the first if it is not found."""
    number = _page_number(value)
    found = discussion(page.pk, offset=(number - 1) * THREADS_PER_PAGE, count=count)
    if number > 1 and not found.threads:
        return 1, discussion(page.pk, count=count)
    return number, found


def _page_number(value: str) -> int:
    """The page number, or 1 for anything else."""
    is_number = value.isascii() and value.isdecimal() and len(value) < 6
    return max(int(value), 1) if is_number else 1
