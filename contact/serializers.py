"""Fields of forms in the API."""

from typing import Any, Literal

from django.urls import reverse
from rest_framework import fields
from wagtail.models import Page

from core.serializers import PageField


class PurposeField(fields.Field):
    """What a form is for."""

    def to_representation(self, value: Any) -> Literal["message", "appointment"]:
        return value


class EmergencyNoticeField(PageField):
    """The form's own words, else the clinic's; empty where neither has any."""

    def to_representation(self, page: Page) -> str:
        return page.page_data.html(page.emergency_words)


class FormAddressField(PageField):
    """Where the form's questions are described; they are handed in below it."""

    def to_representation(self, page: Page) -> str:
        path = reverse("wagtailapi_v3:detail_form", args=[page.pk])
        return page.page_data.absolute(path)
