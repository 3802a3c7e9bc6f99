"""API serializer fields of form pages."""

from typing import Any, Literal

from rest_framework import fields
from typing_extensions import TypedDict
from wagtail.models import Page

from contact.form_builder import FIELD_TYPES
from core.rich_text import Html
from core.serializers import PageField
from core.view_paths import view_path

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
        path = view_path("wagtailapi_v3:detail_form", page.pk)
        return page.page_data.file_url(path)
