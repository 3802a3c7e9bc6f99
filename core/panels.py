"""Form panels and widgets that several apps use."""

from typing import Any

from wagtail.admin.panels import TitleFieldPanel
from wagtail.admin.widgets import SlugInput


class NamePanel(TitleFieldPanel):
    """Title panel that fills in the slug of a new object, for models without drafts.

    Wagtail's panel reads ``live``, which only pages and drafts have.
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self) -> bool:
            return self.instance.pk is None


class AddressInput(SlugInput):
    """Slug widget without Unicode: “tomas-muller” for “Tomás Müller”.

    Slugs of pages may contain Unicode; a plain SlugField does not accept it.
    """

    # Any: values of HTML attributes.
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-w-slug-allow-unicode-value": False, **(attrs or {})})
