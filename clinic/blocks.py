from collections.abc import Sequence
from datetime import date, datetime, time

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import cached_property
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    DateBlock,
    ListBlock,
    MultipleChoiceBlock,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TimeBlock,
    URLBlock,
)
from wagtail.blocks.list_block import ListBlockValidationError

from clinic import opening_hours, opening_hours_checks
from clinic.phone import Phone, PhoneNumberBlock, as_phone
from core import rich_text

INVALID_TIME = (
    "This is no time of day. Enter hours and minutes, for example 08:30, or 16:00 "
    "for four in the afternoon."
)
INVALID_DAY = "This is no day. Enter one such as 2026-12-24."


class Weekday(TextChoices):
    """Days of the week, labelled with the names that schema.org uses."""

    MONDAY = "mo", "Monday"
    TUESDAY = "tu", "Tuesday"
    WEDNESDAY = "we", "Wednesday"
    THURSDAY = "th", "Thursday"
    FRIDAY = "fr", "Friday"
    SATURDAY = "sa", "Saturday"
    SUNDAY = "su", "Sunday"


class TimesValue(StructValue):
    """Value with ``opens`` and ``closes``."""

    @property
    def is_round_the_clock(self) -> bool:
        return opening_hours.is_round_the_clock(self.get("opens"), self.get("closes"))


class OpeningHoursValue(TimesValue):
    @property
    def weekdays(self) -> list[Weekday]:
        """The days in week order."""
        return [day for day in Weekday if day in (self.get("days") or [])]

    @property
    def days_line(self) -> str:
        """The days as text: “Monday to Friday”, “Monday, Wednesday”."""
        days, week = self.weekdays, list(Weekday)
        is_range = len(days) > 2 and (
            week.index(days[-1]) - week.index(days[0]) == len(days) - 1
        )
        if is_range:
            return f"{days[0].label} to {days[-1].label}"
        return ", ".join(day.label for day in days)


class ClockTimeBlock(TimeBlock):
    """Time of day with the browser's native input.

    Wagtail's widget replaces input that it cannot parse, such as “8 am”, by the current
    time.
    """

    @cached_property
    def field(self) -> forms.TimeField:
        return forms.TimeField(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": INVALID_TIME},
            **self.field_options,
        )


class DayBlock(DateBlock):
    """Date with the browser's native input; see ``ClockTimeBlock``."""

    @cached_property
    def field(self) -> forms.DateField:
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": INVALID_DAY},
            **self.field_options,
        )


class OpeningHoursBlock(StructBlock):
    days = MultipleChoiceBlock(
        choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    opens = ClockTimeBlock()
    closes = ClockTimeBlock(
        help_text=(
            "After midnight it closes on the next morning: 20:00 to 02:00. To midnight "
            "is 00:00; from 00:00 to 00:00 is round the clock."
        )
    )

    class Meta:
        icon = "time"
        label = "Opening hours"
        value_class = OpeningHoursValue

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        raise_field_errors(
            opening_hours_checks.equal_times_problem(value["opens"], value["closes"])
        )
        return value


class SpecialHoursValue(TimesValue):
    @property
    def last(self) -> date:
        """The last day; the first one if no last day is entered."""
        return self.get("last_day") or self["first_day"]

    @property
    def is_range(self) -> bool:
        return self.last > self["first_day"]


class SpecialHoursBlock(StructBlock):
    """A day or a range of days, closed or with special hours."""

    name = CharBlock(
        max_length=60, required=False, help_text="For example “Christmas Eve”."
    )
    first_day = DayBlock(label="Day")
    last_day = DayBlock(
        required=False, label="Last day", help_text="Only where it is more than one."
    )
    closed = BooleanBlock(required=False, label="Closed all day")
    opens = ClockTimeBlock(required=False)
    closes = ClockTimeBlock(required=False)

    class Meta:
        icon = "date"
        label = "Day or days"
        label_format = "{first_day} {name}"
        value_class = SpecialHoursValue

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        raise_field_errors(opening_hours_checks.special_problems(**value))
        return value


def raise_field_errors(problems: dict[str, str]) -> None:
    """Raises a StructBlockValidationError with these messages by field, if any."""
    if problems:
        raise StructBlockValidationError(
            block_errors={
                name: ValidationError(message) for name, message in problems.items()
            }
        )


def raise_overlaps(entries: Sequence[SpecialHoursValue]) -> None:
    """Raises a validation error on each entry that overlaps an earlier one."""
    days = opening_hours_checks.overlaps(
        [(each["first_day"], each.last) for each in entries]
    )
    problems = {
        index: StructBlockValidationError(
            block_errors={"first_day": ValidationError(message)}
        )
        for index, message in days.items()
    }
    if problems:
        list_error = ListBlockValidationError(block_errors=problems)
        raise StructBlockValidationError(block_errors={"special_hours": list_error})


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


class PlaceBlock(StructBlock):
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


class SocialProfileBlock(StructBlock):
    label = CharBlock(max_length=60, help_text="For example “Mastodon”.")
    url = URLBlock(label="Address")

    class Meta:
        icon = "globe"
        label = "Profile"
        description = "A page of yours on a social network, linked at the foot."
        preview_value = {"label": "Mastodon", "url": "https://www.example.org/@clinic"}
        preview_template = "core/blocks/link_preview.html"
