from datetime import datetime

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import cached_property
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    MultipleChoiceBlock,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TimeBlock,
    URLBlock,
)

from cms import rich_text
from contact import opening
from contact.phone import Phone, PhoneNumberBlock, as_phone

INVALID_TIME = (
    "This is no time of day. Enter hours and minutes, for example 08:30, or 16:00 "
    "for four in the afternoon."
)


class Weekday(TextChoices):
    """Days of the week; schema.org's names are their labels."""

    MONDAY = "mo", "Monday"
    TUESDAY = "tu", "Tuesday"
    WEDNESDAY = "we", "Wednesday"
    THURSDAY = "th", "Thursday"
    FRIDAY = "fr", "Friday"
    SATURDAY = "sa", "Saturday"
    SUNDAY = "su", "Sunday"


class OpeningHoursValue(StructValue):
    @property
    def weekdays(self) -> list[Weekday]:
        """The days in the order of the week."""
        return [day for day in Weekday if day in (self.get("days") or [])]

    @property
    def days_line(self) -> str:
        """As people say it: “Monday to Friday”, “Monday, Wednesday”."""
        days, week = self.weekdays, list(Weekday)
        in_a_row = len(days) > 2 and (
            week.index(days[-1]) - week.index(days[0]) == len(days) - 1
        )
        if in_a_row:
            return f"{days[0].label} to {days[-1].label}"
        return ", ".join(day.label for day in days)


class ClockTimeBlock(TimeBlock):
    """A time of day, in the browser's own field.

    Wagtail's puts the present time in the place of what it cannot read, “8 am” too.
    """

    @cached_property
    def field(self) -> forms.TimeField:
        return forms.TimeField(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": INVALID_TIME},
            **self.field_options,
        )


class OpeningHoursBlock(StructBlock):
    days = MultipleChoiceBlock(
        choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    opens = ClockTimeBlock()
    closes = ClockTimeBlock()

    class Meta:
        icon = "time"
        label = "Opening hours"
        value_class = OpeningHoursValue

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        opens, closes = value["opens"], value["closes"]
        if opens and closes and closes <= opens:
            problem = ValidationError("Closing time comes after opening time.")
            raise StructBlockValidationError(block_errors={"closes": problem})
        return value


class PlaceValue(StructValue):
    @property
    def phone_number(self) -> Phone | None:
        return as_phone(self.get("phone"))

    @property
    def city_line(self) -> str:
        """City and region as they stand in a sentence: “Atlanta, GA”."""
        return ", ".join(
            part for part in (self.get("city"), self.get("region")) if part
        )

    def state_at(self, now: datetime) -> opening.State | None:
        """Whether it is open; None where no hours are entered."""
        week = list(Weekday)
        return opening.state(
            [
                opening.Hours(
                    days=frozenset(week.index(day) for day in hours.weekdays),
                    opens=hours["opens"],
                    closes=hours["closes"],
                )
                for hours in self.get("hours") or []
                if hours.get("opens") and hours.get("closes")
            ],
            now,
        )


class PlaceBlock(StructBlock):
    """One place where the clinic sees patients."""

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
    hours_note = CharBlock(
        max_length=200,
        required=False,
        help_text="For example “Closed on public holidays”.",
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

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        country = value["country"] = (value.get("country") or "").upper()
        if country and country not in phonenumbers.SUPPORTED_REGIONS:
            problem = ValidationError(
                "No country has these two letters. The United Kingdom is GB, Germany DE."
            )
            raise StructBlockValidationError(block_errors={"country": problem})
        return value


class SocialProfileBlock(StructBlock):
    label = CharBlock(max_length=60, help_text="For example “Mastodon”.")
    url = URLBlock(label="Address")

    class Meta:
        icon = "globe"
        label = "Profile"
