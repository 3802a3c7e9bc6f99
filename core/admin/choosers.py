"""The dialog in which a snippet is chosen, without making new ones in it."""

from django.urls import URLPattern
from wagtail.snippets.views.chooser import SnippetChooserViewSet


class SnippetChooser(SnippetChooserViewSet):
    """Leaves out Wagtail's address for new objects, which fails without a form.

    People and topics are made on screens of their own, with all their fields.
    """

    def get_urlpatterns(self) -> list[URLPattern]:
        return [each for each in super().get_urlpatterns() if each.name != "create"]
