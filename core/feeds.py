"""Atom feeds, and the text in them."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Page

# Characters that XML 1.0 cannot represent.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Of a page that was never dated.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class PageFeed(Atom1Feed):
    """Feed that, while it has no dated entries, was updated when its page was published.

    Django's own is updated at each reading then, so that no two answers are the same.
    """

    # Any: as Django's, in which they have no common type.
    def __init__(self, page: Page, **options: Any) -> None:
        super().__init__(description="", **options)
        self.page = page

    def latest_post_date(self) -> datetime:
        if any(each["pubdate"] or each["updateddate"] for each in self.items):
            return super().latest_post_date()
        return self.page.last_published_at or LONG_AGO


def strip_control_characters(text: str) -> str:
    return UNWRITABLE.sub("", text)
