"""Blocks of opening hours, each with the shape of its API data."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.dateparse import parse_date, parse_time
from django.utils.functional import cached_property
from pydantic import StringConstraints
from typing_extensions import TypedDict
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    DateBlock,
    MultipleChoiceBlock,
    StructBlockValidationError,
    StructValue,
    TimeBlock,
)
from wagtail.blocks.list_block import ListBlockValidationError

from clinic import opening_hours, opening_hours_checks
from core.content_blocks import ContentBlock
from core.page_data import PageData
from core.stream_json import text

# Without a format: "time" of JSON Schema requires an offset from UTC.
ClockTime = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ClosingTime = Annotated[
    str, StringConstraints(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]


# The values of ``Weekday``.
Day = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
DAYS: tuple[Day, ...] = get_args(Day)

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


class OpeningHoursData(TypedDict):
    """``opens`` and ``closes`` in the clinic's own time, such as 08:30.

    The end of the day is 24:00; a closing time before the opening time is one of the
    next day.
    """

    days: list[Day]
    opens: ClockTime | None
    closes: ClosingTime | None


class OpeningHoursBlock(ContentBlock):
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
        shape = OpeningHoursData

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> OpeningHoursData:
        return {
            "days": [day for day in DAYS if day in (stored.get("days") or ())],
            "opens": _time(stored.get("opens")),
            "closes": _closing_time(stored.get("closes")),
        }

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


class SpecialHoursBlock(ContentBlock):
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
        shape = SpecialHoursData

    def get_api_data(
        self, stored: dict[str, Any], data: PageData
    ) -> SpecialHoursData | None:
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

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        raise_field_errors(opening_hours_checks.special_problems(**value))
        return value


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
