"""What a page that takes replies shows below its own text."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from comments import reply_window
from comments.forms import ReplyForm
from comments.models import ReplySettings
from comments.threads import THREADS_ON_A_PAGE, Discussion, discussion
from public_forms import signed_notices


@dataclass(frozen=True)
class Replies:
    """``earlier`` and ``later`` are numbers of pages of replies, None where none is.

    ``notice`` is “published”, “waiting” or “urgent”, of the reply just sent, or empty.
    """

    discussion: Discussion
    is_open: bool
    form: ReplyForm
    asks_proof: bool
    notice: str
    earlier: int | None
    later: int | None


def replies(page: Any, settings: ReplySettings, request: HttpRequest) -> Replies:
    """``page``: any page that takes replies. Depends on its address and content alone."""
    number, found = _asked_for(page, request.GET.get("replies", ""))
    signed = request.GET.get("reply", "")
    notice = signed_notices.read(signed, purpose="reply", page_id=page.pk)
    return Replies(
        discussion=found,
        is_open=reply_window.is_open(page, settings, now=timezone.now()),
        form=ReplyForm(page=page),
        asks_proof=settings.proof_of_work,
        notice=notice,
        earlier=number - 1 if number > 1 else None,
        later=number + 1 if number * THREADS_ON_A_PAGE < found.total else None,
    )


def _asked_for(page: Any, typed: str) -> tuple[int, Discussion]:
    """The page of replies and its number; the first one where there is no such page."""
    number = _number(typed)
    found = discussion(page.pk, offset=(number - 1) * THREADS_ON_A_PAGE)
    if number > 1 and not found.threads:
        return 1, discussion(page.pk)
    return number, found


def _number(typed: str) -> int:
    """Anything but a page's number is the first page."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return max(int(typed), 1) if is_number else 1
