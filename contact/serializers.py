"""API serializer fields of form pages."""

from typing import Any, Literal

from django.urls import reverse
from rest_framework import fields
from wagtail.models import Page

from core.rich_text import Html
from core.serializers import PageField


class PurposeField(fields.Field):
    def to_representation(self, value: Any) -> Literal["message", "appointment"]:
        return value


class EmergencyNoticeField(PageField):
    """Emergency wording: the form's, else the clinic's, else empty."""

    def to_representation(self, page: Page) -> Html:
        return page.page_data.html(page.emergency_words)


class FormAddressField(PageField):
    """URL of the form's API endpoint, which describes its questions."""

    def to_representation(self, page: Page) -> str:
        path = reverse("wagtailapi_v3:detail_form", args=[page.pk])
        return page.page_data.file_url(path)
