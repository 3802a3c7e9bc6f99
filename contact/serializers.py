"""API serializer fields of form pages."""

from typing import Any, Literal

from rest_framework import fields
from typing_extensions import TypedDict
from wagtail.models import Page

from contact.form_builder import FIELD_TYPES
from core.page_data import PageData
from core.rich_text import Html
from core.serializers import PageField
from core.view_paths import view_path

Purpose = Literal["message", "appointment"]
# Any: the names of the kinds of answers.
FieldType: Any = Literal[tuple(name for name, _ in FIELD_TYPES)]


class FormQuestionData(TypedDict):
    """A question as it is written; ``id`` is None until it is published."""

    id: int | None
    label: str
    field_type: FieldType
    choices: str
    help_text: str
    required: bool


class QuestionsField(PageField):
    """The questions of a form in their order."""

    def to_representation(self, page: Page) -> list[FormQuestionData]:
        return [
            {
                "id": each.pk,
                "label": each.label,
                "field_type": each.field_type,
                "choices": each.choices,
                "help_text": each.help_text,
                "required": each.required,
            }
            for each in page.page_data.questions
        ]


class FormLinkData(TypedDict):
    """A form as its contact page names it; ``summary`` is plain text.

    ``form_url`` describes the form in the API.
    """

    id: int
    title: str
    summary: str
    purpose: Purpose
    url: str
    form_url: str


class FormLinksField(PageField):
    """The public forms below a contact page; its HTML shows the first one in full."""

    def to_representation(self, page: Page) -> list[FormLinkData]:
        data = page.page_data
        return [
            {
                "id": each.pk,
                "title": each.title,
                "summary": each.lead,
                "purpose": each.purpose,
                "url": data.address(each) or "",
                "form_url": form_address(each, data),
            }
            for each in data.forms
        ]


class PurposeField(fields.Field):
    def to_representation(self, value: Any) -> Purpose:
        return value


class EmergencyNoticeField(PageField):
    """Emergency wording: the form's, else the clinic's, else empty."""

    def to_representation(self, page: Page) -> Html:
        return page.page_data.html(page.emergency_words)


class FormAddressField(PageField):
    """URL of the form's API endpoint, which describes its questions."""

    def to_representation(self, page: Page) -> str:
        return form_address(page, page.page_data)


def form_address(form: Page, data: PageData) -> str:
    return data.file_url(view_path("wagtailapi_v3:detail_form", form.pk))
