"""People and places of the clinic as the API shows them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.dateparse import parse_date, parse_time
from pydantic import StringConstraints
from typing_extensions import TypedDict
from wagtail.models import Page

from clinic.blocks import Weekday
from clinic.phone import Phone, as_phone
from core.api.serializers import PageField
from core.images.responsive import Picture
from core.page_data import Parts
from core.stream_json import items, mapping, text

if TYPE_CHECKING:
    # The models give these fields to the API.
    from contact import models


# No format: "time" of JSON Schema means one with an offset from UTC.
ClockTime = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ClosingTime = Annotated[
    str, StringConstraints(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]


class Person(TypedDict):
    """``bio`` is finished HTML; ``url`` the person's page on the site."""

    id: int
    name: str
    credentials: str
    role: str
    bio: str
    photo: Picture | None
    url: str


class OpeningHours(TypedDict):
    """``opens`` and ``closes`` in the clinic's own time, such as 08:30.

    The end of the day is 24:00; a closing time before the opening time is one of the
    next day.
    """

    days: list[Literal["mo", "tu", "we", "th", "fr", "sa", "su"]]
    opens: ClockTime | None
    closes: ClosingTime | None


class SpecialHours(TypedDict):
    """Hours from ``first_day`` to ``last_day``, in the place of the weekly ones.

    ``name`` may be empty; ``closed`` days have no ``opens`` and ``closes``, which are
    as in the weekly hours.
    """

    name: str
    first_day: date
    last_day: date
    closed: bool
    opens: ClockTime | None
    closes: ClosingTime | None


class Place(TypedDict):
    """``country`` in two letters; ``phone`` is the place's own or else the clinic's.

    ``special_hours``: those of today and later, the next first.
    """

    id: str
    name: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    phone: Phone | None
    hours: list[OpeningHours]
    special_hours: list[SpecialHours]
    hours_note: str
    map_url: str | None
    directions: str


def person(someone: "models.Person | None", parts: Parts) -> Person | None:
    if someone is None:
        return None
    return parts.library.once(
        ("person", someone.pk, parts.origin), lambda: _person(someone, parts)
    )


def _person(someone: "models.Person", parts: Parts) -> Person:
    return {
        "id": someone.pk,
        "name": someone.name,
        "credentials": someone.credentials,
        "role": someone.role,
        "bio": parts.html(someone.biography),
        "photo": parts.picture(someone.photo_id, "portrait"),
        "url": parts.absolute(someone.get_absolute_url()),
    }


class PersonField(PageField):
    def to_representation(self, page: Page) -> Person | None:
        return person(getattr(page, self.field_name), page.parts)


class PhoneField(PageField):
    """The clinic's number; None where it has none that can be dialled."""

    def to_representation(self, page: Page) -> Phone | None:
        clinic = page.parts.clinic
        return clinic.phone_number if clinic else None


class EmailField(PageField):
    """The clinic's e-mail address; None where it has none."""

    def to_representation(self, page: Page) -> str | None:
        clinic = page.parts.clinic
        return clinic.email or None if clinic else None


class PlacesField(PageField):
    """Where the clinic sees its patients, the main place first."""

    def to_representation(self, page: Page) -> list[Place]:
        clinic = page.parts.clinic
        if clinic is None:
            return []
        return [
            _place(key, mapping(stored), page.parts)
            for key, stored in items(list(clinic.places.raw_data))
        ]


def _place(key: str, stored: dict[str, Any], parts: Parts) -> Place:
    own = as_phone(text(stored.get("phone")))
    return {
        "id": key,
        "name": text(stored.get("name")),
        "street": text(stored.get("street")),
        "city": text(stored.get("city")),
        "region": text(stored.get("region")),
        "postcode": text(stored.get("postcode")),
        "country": text(stored.get("country")),
        "phone": own or parts.clinic.phone_number,
        "hours": [_hours(mapping(each)) for _, each in items(stored.get("hours"))],
        "special_hours": _coming(stored.get("special_hours"), parts.clinic.today),
        "hours_note": text(stored.get("hours_note")),
        "map_url": text(stored.get("map_url")) or None,
        "directions": parts.html(stored.get("directions")),
    }


def _hours(stored: dict[str, Any]) -> OpeningHours:
    return {
        "days": [day.value for day in Weekday if day in (stored.get("days") or ())],
        "opens": _time(stored.get("opens")),
        "closes": _closing_time(stored.get("closes")),
    }


def _coming(stored: Any, today: date) -> list[SpecialHours]:
    """Any: what is stored, which may be older than the code."""
    shown = (_special_hours(mapping(each)) for _, each in items(stored))
    coming = [each for each in shown if each and each["last_day"] >= today]
    return sorted(coming, key=lambda each: each["first_day"])


def _special_hours(stored: dict[str, Any]) -> SpecialHours | None:
    first_day = _day(stored.get("first_day"))
    if first_day is None:
        return None
    opens = _time(stored.get("opens"))
    return {
        "name": text(stored.get("name")),
        "first_day": first_day,
        "last_day": _day(stored.get("last_day")) or first_day,
        "closed": opens is None,
        "opens": opens,
        "closes": _closing_time(stored.get("closes")),
    }


def _day(value: Any) -> date | None:
    try:
        return parse_date(text(value))
    except ValueError:
        return None


def _closing_time(value: Any) -> ClosingTime | None:
    closes = _time(value)
    return "24:00" if closes == "00:00" else closes


def _time(value: Any) -> ClockTime | None:
    try:
        time = parse_time(text(value))
    except ValueError:
        return None
    return f"{time:%H:%M}" if time else None
