"""API serializer fields for the parts of an article."""

from datetime import date
from typing import Any

from typing_extensions import TypedDict
from wagtail.models import Page

from articles.review import ReviewStatus
from articles.serializers.sections import ItemData, titled_items
from clinic.phone import Phone
from clinic.serializers import PersonData, person
from core.images.responsive import PictureData
from core.serializers import LinkData, PageField, link
from core.stream_json import items, part, stream_items, text


class BenefitsData(TypedDict):
    heading: str
    introduction: str
    items: list[ItemData]
    conclusion: str


class WarningSignData(TypedDict):
    id: str
    text: str


class SafetyData(TypedDict):
    """``warning_signs``: when to stop and seek help."""

    heading: str
    body: str
    image: PictureData | None
    warning_signs: list[WarningSignData]


class CallToActionData(TypedDict):
    """``phone`` and ``location`` are the page's own, else the clinic's."""

    heading: str
    body: str
    phone: Phone | None
    location: str
    links: list[LinkData]


class ReferenceData(TypedDict):
    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None


class ReviewData(TypedDict):
    reviewer: PersonData | None
    last_reviewed: date | None
    next_review_due: date | None
    status: ReviewStatus


class ReadabilityData(TypedDict):
    """``grade``: the US school year that reads the text with ease."""

    grade: float | None
    sentences: int
    words: int


class BenefitsField(PageField):
    """The benefits as one object; None if the editor left them out."""

    def to_representation(self, page: Page) -> BenefitsData | None:
        stored = part(page.benefits)
        if stored is None:
            return None
        return {
            "heading": text(stored.get("heading")),
            "introduction": page.page_data.html(stored.get("introduction")),
            "items": titled_items(stored, page.page_data),
            "conclusion": page.page_data.html(stored.get("conclusion")),
        }


class SafetyField(PageField):
    """The safety advice as one object; None if the editor left it out."""

    def to_representation(self, page: Page) -> SafetyData | None:
        stored = part(page.safety)
        if stored is None:
            return None
        return {
            "heading": text(stored.get("heading")),
            "body": page.page_data.html(stored.get("body")),
            "image": page.page_data.picture(stored.get("image"), "figure"),
            "warning_signs": [
                {"id": key, "text": text(sign)}
                for key, sign in items(stored.get("warning_signs"))
            ],
        }


class CallToActionField(PageField):
    """The call to action as one object; None if the editor left it out."""

    def to_representation(self, page: Page) -> CallToActionData | None:
        stored = part(page.call_to_action)
        if stored is None:
            return None
        links = (link(each, page.page_data) for _, each in items(stored.get("links")))
        return {
            "heading": text(stored.get("heading")),
            "body": page.page_data.html(stored.get("body")),
            "phone": page.page_data.phone,
            "location": page.page_data.location,
            "links": [each for each in links if each],
        }


class ReferencesField(PageField):
    def to_representation(self, page: Page) -> list[ReferenceData]:
        return [
            _reference(key, stored) for key, _, stored in stream_items(page.references)
        ]


class ReviewField(PageField):
    def to_representation(self, page: Page) -> ReviewData:
        signed = page.is_signed
        return {
            "reviewer": person(page.reviewer if signed else None, page.page_data),
            "last_reviewed": page.last_reviewed if signed else None,
            "next_review_due": page.next_review_due,
            "status": page.review_status,
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


def _reference(key: str, stored: dict[str, Any]) -> ReferenceData:
    year = stored.get("year")
    return {
        "id": key,
        "title": text(stored.get("title")),
        "publisher": text(stored.get("publisher")),
        "year": year if isinstance(year, int) else None,
        "url": text(stored.get("url")) or None,
    }
