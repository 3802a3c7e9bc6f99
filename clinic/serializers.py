"""API serializer fields for people and places of the clinic."""

from datetime import datetime

from typing_extensions import TypedDict
from wagtail.models import Page

from clinic.models import Person
from clinic.phone import Phone
from clinic.place_blocks import PlaceData
from core.content_blocks import stream_list_data
from core.images.responsive import PictureData
from core.page_data import PageData
from core.rich_text import Html
from core.serializers import PageField


class PersonData(TypedDict):
    """``bio`` is finished HTML; ``url`` the person's page on the site."""

    id: int
    name: str
    credentials: str
    role: str
    bio: Html
    photo: PictureData | None
    url: str
    updated_at: datetime | None


def person(subject: Person, data: PageData) -> PersonData:
    return data.preloaded.memoize(
        ("person", subject.pk, data.origin), lambda: _person(subject, data)
    )


def _person(subject: Person, data: PageData) -> PersonData:
    return {
        "id": subject.pk,
        "name": subject.name,
        "credentials": subject.credentials,
        "role": subject.role,
        "bio": data.html(subject.biography),
        "photo": data.picture(subject.photo_id, "portrait"),
        "url": data.url_at(subject.get_absolute_url()),
        "updated_at": subject.updated_at,
    }


class PersonField(PageField):
    def to_representation(self, page: Page) -> PersonData | None:
        shown = getattr(page, self.field_name)
        return person(shown, page.page_data) if shown else None


class PhoneField(PageField):
    """The clinic's phone number; None if it is missing or invalid."""

    def to_representation(self, page: Page) -> Phone | None:
        clinic = page.page_data.clinic
        return clinic.phone_number if clinic else None


class EmailField(PageField):
    """The clinic's e-mail address; None if it is missing."""

    def to_representation(self, page: Page) -> str | None:
        clinic = page.page_data.clinic
        return clinic.email or None if clinic else None


class PlacesField(PageField):
    """The places of the clinic, the main place first."""

    def to_representation(self, page: Page) -> list[PlaceData]:
        clinic = page.page_data.clinic
        return stream_list_data(clinic.places, page.page_data) if clinic else []
