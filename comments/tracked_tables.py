"""Tables of replies whose changes reach visitors; see ``delivery.tracking``."""

from comments.models import Comment, ReplySettings
from comments.models.comments import Status
from core import dependencies
from delivery.tracking import TouchedTag, TrackedTable, track

# What moderators and the spam filter see of a reply.
PRIVATE = {
    *("email", "is_urgent", "held_for", "verdict", "consented_at", "decided_at"),
    *("decided_by_id", "announced_at", "address", "user_agent", "referrer"),
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
