"""Blocks of the clinic's places and profiles, each with the shape of its API data."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, tzinfo
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_time
from typing_extensions import TypedDict
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    RichTextBlock,
    StructBlockValidationError,
    StructValue,
    URLBlock,
)

from clinic import opening_hours
from clinic.blocks import (
    DAYS,
    OpeningHoursBlock,
    OpeningHoursData,
    SpecialHoursBlock,
    SpecialHoursData,
    SpecialHoursValue,
    Weekday,
    raise_overlaps,
)
from clinic.phone import Phone, PhoneNumberBlock, as_phone
from core import rich_text
from core.content_blocks import ContentBlock
from core.page_data import PageData
from core.rich_text import Html
from core.stream_json import text


class PlaceValue(StructValue):
    @property
    def phone_number(self) -> Phone | None:
        return as_phone(self.get("phone"))

    @property
    def city_line(self) -> str:
        """City and region as text: “Atlanta, GA”."""
        return ", ".join(
            part for part in (self.get("city"), self.get("region")) if part
        )

    def state_at(self, now: datetime) -> opening_hours.State | None:
        """State at this time, open or closed; None if no hours are entered."""
        week = list(Weekday)
        return opening_hours.state(
            [
                opening_hours.Hours(
                    days=frozenset(week.index(day) for day in hours.weekdays),
                    opens=hours["opens"],
                    closes=hours["closes"],
                )
                for hours in self.get("hours") or []
                if hours.get("opens") and hours.get("closes")
            ],
            now,
            # From yesterday on, because its hours may extend past midnight.
            [
                opening_hours.SpecialHours(
                    first_day=each["first_day"],
                    last_day=each.last,
                    opens=each["opens"],
                    closes=each["closes"],
                )
                for each in self.special_hours_from(now.date() - opening_hours.DAY)
            ],
        )

    def special_hours_from(self, today: date) -> list[SpecialHoursValue]:
        """Closed days and special hours from that day on, in order."""
        upcoming = [
            each
            for each in self.get("special_hours") or []
            if each.get("first_day") and each.last >= today
        ]
        return sorted(upcoming, key=lambda each: each["first_day"])


class OpeningData(TypedDict):
    """The times at which a place opens and closes; ``closes_at`` is None round the clock."""

    opens_at: datetime
    closes_at: datetime | None


class PlaceData(TypedDict):
    """``country`` in two letters; ``phone`` is the place's own or else the clinic's.

    ``special_hours``: those of today and later, the next first. ``next_openings``: by
    these and the weekly hours, the opening of now or else the next, and the one after it.
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
    next_openings: list[OpeningData]
    hours_note: str
    map_url: str | None
    directions: Html


class PlaceBlock(ContentBlock):
    """A place of the clinic, with address, phone and opening hours."""

    name = CharBlock(max_length=120, help_text="For example “Downtown clinic”.")
    street = CharBlock(max_length=200)
    city = CharBlock(max_length=100)
    region = CharBlock(
        max_length=60, required=False, help_text="State or province, for example “GA”."
    )
    postcode = CharBlock(max_length=20, required=False)
    country = CharBlock(
        max_length=2,
        min_length=2,
        default="US",
        help_text="Two letters of the country: US, CA, GB …",
    )
    phone = PhoneNumberBlock(
        required=False, help_text="Only when it differs from the clinic's number."
    )
    hours = ListBlock(OpeningHoursBlock(), default=[], label="Opening hours")
    special_hours = ListBlock(
        SpecialHoursBlock(),
        default=[],
        label="Closed days and special hours",
        help_text=(
            "Public holidays, days off, short days: on them these count, not the hours "
            "above. Visitors see what is to come; what is past may stay."
        ),
    )
    hours_note = CharBlock(
        max_length=200,
        required=False,
        help_text="For example “Ring the bell after six”.",
    )
    map_url = URLBlock(required=False, label="Map link")
    directions = RichTextBlock(
        required=False,
        features=rich_text.SHORT,
        help_text="By car, by bus, parking, lifts and steps.",
    )

    class Meta:
        icon = "home"
        label = "Place"
        label_format = "{name}, {city}"
        value_class = PlaceValue
        shape = PlaceData
        description = "Where patients find you: the address, the hours and the way."
        preview_template = "clinic/blocks/place_preview.html"
        preview_value = {
            "name": "Downtown clinic",
            "street": "12 Peachtree Street",
            "city": "Atlanta",
            "region": "GA",
            "postcode": "30303",
            "country": "US",
            "hours": [
                {
                    "days": ["mo", "tu", "we", "th", "fr"],
                    "opens": time(8),
                    "closes": time(17, 30),
                }
            ],
            "hours_note": "Ring the bell after six.",
            "directions": "<p>A lift leads from the car park to our door.</p>",
        }

    # Any: the page data of the clinic are built upon the models.
    def get_api_data(self, stored: dict[str, Any], data: Any) -> PlaceData:
        own: PlaceData = super().get_api_data(stored, data)
        today = data.clinic.today
        upcoming = [each for each in own["special_hours"] if each["last_day"] >= today]
        return {
            **own,
            "phone": as_phone(text(stored.get("phone"))) or data.clinic.phone_number,
            "special_hours": sorted(upcoming, key=lambda each: each["first_day"]),
            "next_openings": _next_openings(own, data.clinic.zone),
        }

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        country = value["country"] = (value.get("country") or "").upper()
        if country and country not in phonenumbers.SUPPORTED_REGIONS:
            problem = ValidationError(
                "No country has these two letters. The United Kingdom is GB, Germany DE."
            )
            raise StructBlockValidationError(block_errors={"country": problem})
        raise_overlaps(value["special_hours"])
        return value


def _next_openings(place: PlaceData, zone: tzinfo) -> list[OpeningData]:
    found = opening_hours.next_openings(
        _week(place["hours"]),
        timezone.localtime(timezone=zone),
        [
            opening_hours.SpecialHours(
                first_day=each["first_day"],
                last_day=each["last_day"],
                opens=_time(each["opens"]),
                closes=_time(each["closes"]),
            )
            for each in place["special_hours"]
        ],
    )
    return [{"opens_at": opens, "closes_at": closes} for opens, closes in found]


def _week(hours: Iterable[OpeningHoursData]) -> Iterator[opening_hours.Hours]:
    for each in hours:
        opens, closes = _time(each["opens"]), _time(each["closes"])
        if opens and closes:
            days = frozenset(DAYS.index(day) for day in each["days"])
            yield opening_hours.Hours(days, opens, closes)


def _time(shown: str | None) -> time | None:
    """The time of day that the API shows so."""
    return parse_time(shown.replace("24:", "00:")) if shown else None


class ProfileData(TypedDict):
    label: str
    url: str


class SocialProfileBlock(ContentBlock):
    label = CharBlock(max_length=60, help_text="For example “Mastodon”.")
    url = URLBlock(label="Address")

    class Meta:
        icon = "globe"
        label = "Profile"
        shape = ProfileData
        description = "A page of yours on a social network, linked at the foot."
        preview_value = {"label": "Mastodon", "url": "https://www.example.org/@clinic"}
        preview_template = "core/blocks/link_preview.html"

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> ProfileData:
        return {"label": text(stored.get("label")), "url": text(stored.get("url"))}
