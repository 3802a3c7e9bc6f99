"""Tables of replies whose changes reach visitors; see ``delivery.tracking``."""

from collections.abc import Collection
from typing import Any

from comments.models import Comment, ReplySettings
from comments.models.comments import Status
from core import dependencies
from delivery.changed_objects import (
    name_kind,
    objects_of_sites,
    pages_known_to,
    quoted,
)
from delivery.tracking import TouchedTag, TrackedTable, track

# What moderators and the spam filter see of a reply.
PRIVATE = {
    *("email", "is_urgent", "held_for", "verdict", "consented_at", "decided_at"),
    *("decided_by_id", "announced_at", "address", "user_agent", "referrer"),
}


# Any: the type of users is a setting.
def reply_texts(keys: Collection[int], user: Any) -> dict[int, str]:
    """The title of the page of each published reply."""
    shown = Comment.objects.filter(pk__in=keys, status=Status.PUBLISHED)
    pages = dict(shown.values_list("pk", "page_id"))
    titles = {page.pk: page.title for page in pages_known_to(user, pages.values())}
    return {
        key: quoted("Reply on", titles[page])
        for key, page in pages.items()
        if page in titles
    }


dependencies.wider_tags["replies"] = {"replies"}
track(
    TrackedTable(
        Comment,
        kind="reply",
        lists="replies",
        private=PRIVATE,
        public_if=f"{{row}}.status = '{Status.PUBLISHED}'",
        touches=[TouchedTag("SELECT 'replies-' || {row}.page_id")],
        page_tag="replies-",
    )
)
track(
    TrackedTable(
        ReplySettings,
        kind="reply-settings",
        lists=ReplySettings.list_tag,
        private={
            *("first_time_writers_wait", "most_links", "blocked_words"),
            *("moderators_email", "address_days", "rubbish_days"),
        },
    )
)
name_kind("reply", "Reply", reply_texts)
name_kind(
    "reply-settings",
    "Settings for replies",
    objects_of_sites("Settings for replies", ReplySettings),
)
