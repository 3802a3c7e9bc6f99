"""Forms of snippets in API v3."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm


class SnippetForm(WagtailAdminModelForm):
    """Form of a snippet in API v3, with the fields that were sent alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A field that its user may not edit is removed, which fails where it is none.
        self._meta.field_permissions = {
            name: permission
            for name, permission in (self._meta.field_permissions or {}).items()
            if name in self.base_fields
        }
        super().__init__(*args, **kwargs)

    def defer_required_fields(self) -> None:
        """Does nothing: Wagtail would save a snippet without drafts like a draft."""
