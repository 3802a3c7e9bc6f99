"""Forms for editing and copying pages."""

import copy
from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks.base import BlockField

from core import publish_checks
from core.reserved_slugs import TAKEN, is_taken
from core.schedule import PASSED, has_passed, is_same_minute

ADDRESS_HELP = (
    "The last part of the page's address. For example “walking-and-back-pain”."
)


class PageForm(WagtailAdminPageForm):
    """Edit form of every page; its slug check needs the parent, which the form has."""

    def defer_required_fields(self) -> None:
        """Defers the required fields of a draft or preview, on copies of the blocks.

        Wagtail marks the blocks as not required during validation. All forms of the
        process share them, so a page published at that moment would pass.
        """
        super().defer_required_fields()
        for field in self.fields.values():
            if isinstance(field, BlockField):
                field.block = field.widget.block_def = copy.deepcopy(field.block)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        slug = values.get("slug", "")
        if is_taken(slug, self.parent_page):
            self.add_error("slug", TAKEN % slug)
        self._check_end(values)
        return values

    def _check_end(self, values: dict[str, Any]) -> None:
        """Accepts an unchanged expiry time in the past, and refuses a new one.

        Wagtail validates later and refuses both, although its form keeps showing the
        old time.
        """
        end = values.get("expire_at")
        if has_passed(end):
            if is_same_minute(end, self.instance.expire_at):
                del values["expire_at"]
            else:
                self.add_error("expire_at", PASSED)


class PageCopyForm(CopyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].label = "New address"
        self.fields["new_slug"].help_text = ADDRESS_HELP

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        slug = values.get("new_slug", "")
        parent = values.get("new_parent_page") or self.page.get_parent()
        if is_taken(slug, parent):
            self.add_error("new_slug", TAKEN % slug)
        self._check_gaps(values)
        return values

    def _check_gaps(self, values: dict[str, Any]) -> None:
        """Checks a copy that is published at once: its original may predate a rule."""
        for name in ("publish_copies", "alias"):
            if self.page.live and values.get(name):
                try:
                    publish_checks.require(self.page.specific)
                except publish_checks.Incomplete as gaps:
                    self.add_error(name, gaps.messages[0])
