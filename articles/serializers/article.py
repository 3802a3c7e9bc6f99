"""API serializer fields for the parts of an article."""

from datetime import date

from typing_extensions import TypedDict
from wagtail.models import Page

from articles.blocks import (
    BenefitsData,
    CallToActionData,
    ReferenceData,
    SafetyData,
    SectionData,
)
from articles.review import ReviewStatus
from clinic.serializers import PersonData, person
from core.content_blocks import part_data, stream_data, stream_list_data
from core.serializers import PageField


class ReviewData(TypedDict):
    """``notice``: plain words to show above the text while the review is overdue and
    the clinic announces that; else None.
    """

    reviewer: PersonData | None
    last_reviewed: date | None
    next_review_due: date | None
    status: ReviewStatus
    notice: str | None


class ReadabilityData(TypedDict):
    """``grade``: the US school year that reads the text with ease."""

    grade: float | None
    sentences: int
    words: int


class BenefitsField(PageField):
    """The benefits as one object; None if the editor left them out."""

    def to_representation(self, page: Page) -> BenefitsData | None:
        return part_data(page.benefits, page.page_data)


class SafetyField(PageField):
    """The safety advice as one object; None if the editor left it out."""

    def to_representation(self, page: Page) -> SafetyData | None:
        return part_data(page.safety, page.page_data)


class CallToActionField(PageField):
    """The call to action as one object; None if the editor left it out."""

    def to_representation(self, page: Page) -> CallToActionData | None:
        return part_data(page.call_to_action, page.page_data)


class SectionsField(PageField):
    """The sections in the editor's order; block types that no longer exist are skipped."""

    # The alias is made at run time, from the blocks.
    def to_representation(self, page: Page) -> list[SectionData]:  # type: ignore[valid-type]
        return stream_data(getattr(page, self.field_name), page.page_data)


class ReferencesField(PageField):
    def to_representation(self, page: Page) -> list[ReferenceData]:
        return stream_list_data(page.references, page.page_data)


class ReviewField(PageField):
    def to_representation(self, page: Page) -> ReviewData:
        signed = page.is_signed
        return {
            "reviewer": person(page.reviewer, page.page_data) if signed else None,
            "last_reviewed": page.last_reviewed if signed else None,
            "next_review_due": page.next_review_due,
            "status": page.review_status,
            "notice": page.review_notice,
        }


class ReadingTimeField(PageField):
    def to_representation(self, page: Page) -> int:
        return page.reading_time_minutes


class ReadabilityField(PageField):
    def to_representation(self, page: Page) -> ReadabilityData:
        return {
            "grade": page.readability_grade,
            "sentences": page.sentence_count,
            "words": page.word_count,
        }
