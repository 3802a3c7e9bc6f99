"""API serializer fields and shapes for people and places of the clinic."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from django.utils.dateparse import parse_date, parse_time
from pydantic import StringConstraints
from typing_extensions import TypedDict
from wagtail.models import Page

from clinic.models import ClinicSettings, Person
from clinic.phone import Phone, as_phone
from core.images.responsive import PictureData
from core.page_data import PageData
from core.serializers import PageField
from core.stream_json import items, mapping, text

# Without a format: "time" of JSON Schema requires an offset from UTC.
ClockTime = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ClosingTime = Annotated[
    str, StringConstraints(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]


# The values of ``clinic.blocks.Weekday``.
Day = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
DAYS: tuple[Day, ...] = get_args(Day)


class PersonData(TypedDict):
    """``bio`` is finished HTML; ``url`` the person's page on the site."""

    id: int
    name: str
    credentials: str
    role: str
    bio: str
    photo: PictureData | None
    url: str


class OpeningHoursData(TypedDict):
    """``opens`` and ``closes`` in the clinic's own time, such as 08:30.

    The end of the day is 24:00; a closing time before the opening time is one of the
    next day.
    """

    days: list[Day]
    opens: ClockTime | None
    closes: ClosingTime | None


class SpecialHoursData(TypedDict):
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


class PlaceData(TypedDict):
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
    hours: list[OpeningHoursData]
    special_hours: list[SpecialHoursData]
    hours_note: str
    map_url: str | None
    directions: str


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
        "url": data.absolute(subject.get_absolute_url()),
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
        if clinic is None:
            return []
        return [
            _place(key, mapping(stored), clinic, page.page_data)
            for key, stored in items(list(clinic.places.raw_data))
        ]


def _place(
    key: str, stored: dict[str, Any], clinic: ClinicSettings, data: PageData
) -> PlaceData:
    own = as_phone(text(stored.get("phone")))
    return {
        "id": key,
        "name": text(stored.get("name")),
        "street": text(stored.get("street")),
        "city": text(stored.get("city")),
        "region": text(stored.get("region")),
        "postcode": text(stored.get("postcode")),
        "country": text(stored.get("country")),
        "phone": own or clinic.phone_number,
        "hours": [_hours(mapping(each)) for _, each in items(stored.get("hours"))],
        "special_hours": _upcoming_special_hours(
            stored.get("special_hours"), clinic.today
        ),
        "hours_note": text(stored.get("hours_note")),
        "map_url": text(stored.get("map_url")) or None,
        "directions": data.html(stored.get("directions")),
    }


def _hours(stored: dict[str, Any]) -> OpeningHoursData:
    return {
        "days": [day for day in DAYS if day in (stored.get("days") or ())],
        "opens": _time(stored.get("opens")),
        "closes": _closing_time(stored.get("closes")),
    }


def _upcoming_special_hours(stored: Any, today: date) -> list[SpecialHoursData]:
    """Special hours from ``today`` on. Any: stored JSON, maybe of an older version."""
    shown = (_special_hours(mapping(each)) for _, each in items(stored))
    upcoming = [each for each in shown if each and each["last_day"] >= today]
    return sorted(upcoming, key=lambda each: each["first_day"])


def _special_hours(stored: dict[str, Any]) -> SpecialHoursData | None:
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
