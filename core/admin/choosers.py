"""Snippet chooser without a creation form."""

from django.urls import URLPattern
from wagtail.snippets.views.chooser import SnippetChooserViewSet


class SnippetChooser(SnippetChooserViewSet):
    """Chooser viewset without Wagtail's creation URL, which fails without a form.

    People and topics are created in their own views, with all their fields.
    """

    def get_urlpatterns(self) -> list[URLPattern]:
        return [each for each in super().get_urlpatterns() if each.name != "create"]
