"""Messages to webhooks about replies that were received."""

from comments.models import Comment
from comments.models.comments import Status
from outbox import events
from outbox.models import Event


def tell_webhooks(comment: Comment) -> None:
    """Writes the messages about a reply, once nothing is known to make it spam."""
    if comment.status in {Status.WAITING, Status.PUBLISHED}:
        events.record(
            *(Event.REPLY_RECEIVED, f"reply-{comment.pk}"),
            id=comment.pk,
            page=comment.page_id,
            status=comment.status,
        )
