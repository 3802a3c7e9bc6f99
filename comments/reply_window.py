"""Rule that says whether a page takes replies at a given time."""

from datetime import datetime, timedelta

from comments.models.pages import TakesReplies
from comments.models.settings import ReplySettings
from core import dependencies
from core.page_data import hidden_paths


class RepliesClosed(Exception):
    """The page does not take replies now."""


def is_open(page: TakesReplies, settings: ReplySettings, *, now: datetime) -> bool:
    """True for a public page while it takes replies; one behind a password takes none."""
    if not (settings.replies_open and page.comments_open):
        return False
    if page.path.startswith(tuple(hidden_paths())):
        return False
    if not settings.close_after_days or not page.first_published_at:
        return True
    closes_at = page.first_published_at + timedelta(days=settings.close_after_days)
    if now < closes_at:
        dependencies.changes_at(closes_at)
        return True
    dependencies.changed_at(closes_at)
    return False
