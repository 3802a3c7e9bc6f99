"""Panels of forms that more than one app lays out."""

from typing import Any

from wagtail.admin.panels import TitleFieldPanel
from wagtail.admin.widgets import SlugInput


class NamePanel(TitleFieldPanel):
    """A name that fills in the address of what is new; a known address stays.

    Wagtail asks whether it is live, which only pages and drafts can say.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self) -> bool:
            return self.instance.pk is None


class AddressInput(SlugInput):
    """Writes “tomas-muller” for “Tomás Müller”.

    Pages may have other letters in their addresses; a SlugField takes none.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Any: what Django takes for an attribute of HTML."""
        super().__init__({"data-w-slug-allow-unicode-value": False, **(attrs or {})})
