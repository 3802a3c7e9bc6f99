"""Saves of drafts, which change nothing that an index has.

A new draft is a revision; of its page only these fields are saved. Wagtail then reads the
page again for its two indexes, and writes them with what they have already: for an
article as much work as its publication.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db.models import Model
from modelsearch import signal_handlers as search
from wagtail import signal_handlers as references

DRAFT_FIELDS = {
    *("draft_title", "has_unpublished_changes"),
    *("latest_revision", "latest_revision_created_at"),
}

# Any: further arguments of the signal.
Receiver = Callable[..., Any]


def is_of_draft(update_fields: Collection[str] | None) -> bool:
    """True if a save with these ``update_fields`` saves nothing but a draft."""
    return update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)


def patch() -> None:
    """Replaces the receivers of ``post_save`` before their apps connect them."""
    search.post_save_signal_handler = _unless_draft(search.post_save_signal_handler)
    references.update_reference_index_on_save = _unless_draft(
        references.update_reference_index_on_save
    )


def _unless_draft(receive: Receiver) -> Receiver:
    @wraps(receive)
    def received(
        instance: Model, update_fields: Collection[str] | None = None, **signal: Any
    ) -> None:
        if not is_of_draft(update_fields):
            receive(instance=instance, update_fields=update_fields, **signal)

    return received
