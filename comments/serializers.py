"""API shapes of replies: of their writers, only the name and the website."""

from datetime import UTC, datetime

from django.urls import reverse
from typing_extensions import TypedDict
from wagtail.models import Page

from clinic.serializers import PersonData, person
from comments.models import Comment
from core.page_data import PageData
from core.rich_text import Html
from core.serializers import PageField


class CommentData(TypedDict):
    """A published reply; answers to it are one level deep, the oldest first.

    ``text`` is plain, ``html`` the same in paragraphs, with web addresses as links.
    ``from_clinic`` marks the clinic's own; ``by_clinic`` says who wrote it, and is None
    where the colleague has no page of their own.
    """

    id: int
    name: str
    website: str | None
    text: str
    html: Html
    created_at: datetime
    from_clinic: bool
    by_clinic: PersonData | None
    replies: list["CommentData"]


class CommentSummaryData(TypedDict):
    """Number of a page's replies, if it takes another, and the URL to read them."""

    open: bool
    count: int
    url: str


class CommentsField(PageField):
    """Summary of a page's replies, from its ``page_data``."""

    def to_representation(self, page: Page) -> CommentSummaryData:
        data = page.page_data
        path = data.preloaded.memoize("path of replies", _path_of_replies)
        return {
            "open": data.takes_replies,
            "count": data.reply_count,
            "url": data.file_url(f"{path}?page={page.pk}"),
        }


def _path_of_replies() -> str:
    return reverse("wagtailapi_v2:comments:listing")


def comment(shown: Comment, replies: list[Comment], data: PageData) -> CommentData:
    """API shape of a reply; ``data`` has the people who answer for the clinic."""
    return {
        "id": shown.pk,
        "name": shown.person.name if shown.person else shown.writer,
        "website": shown.link,
        "text": shown.text,
        "html": str(shown.html),
        # In whole seconds, so that both APIs write it the same way.
        "created_at": shown.created_at.astimezone(UTC).replace(microsecond=0),
        "from_clinic": shown.by_clinic,
        "by_clinic": (
            person(shown.person, data) if shown.by_clinic and shown.person else None
        ),
        "replies": [comment(each, [], data) for each in replies],
    }
