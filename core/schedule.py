"""Expiry times in the past, which Wagtail keeps on a page after it has expired."""

import datetime
from typing import Any

from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Page, Revision

PASSED = "This time has passed. Enter one that lies ahead, or leave it empty."
SCHEDULED = "wagtail.publish.scheduled"


def is_same_minute(
    one: datetime.datetime | None, other: datetime.datetime | None
) -> bool:
    """True if both times are equal in a form, which shows no seconds."""
    if one is None or other is None:
        return one is other
    return one.replace(second=0, microsecond=0) == other.replace(
        second=0, microsecond=0
    )


def has_passed(time: datetime.datetime | None) -> bool:
    return time is not None and time < timezone.now()


# Any: further arguments of Wagtail's method.
def publish_revision(
    action: PublishPageRevisionAction,
    revision: Revision,
    page: Page,
    *,
    log_action: bool | str,
    **options: Any,
) -> None:
    """Clears an expiry time in the past, which would unpublish the page again.

    Not for a scheduled publication: a page that expired before it was due stays
    unpublished.
    """
    if log_action != SCHEDULED and has_passed(page.expire_at):
        page.expire_at = revision.content["expire_at"] = None
        revision.save(update_fields=["content"])
    PublishRevisionAction._publish_revision(
        action, revision, page, log_action=log_action, **options
    )


def clear_past_ends() -> None:
    """Patches the method that every way to publish a page calls."""
    PublishPageRevisionAction._publish_revision = publish_revision
