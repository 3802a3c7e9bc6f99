"""Places of the clinic and its disclaimer as Markdown."""

from collections.abc import Iterable
from typing import Any

from clinic.blocks import Weekday
from clinic.page_data import ClinicPageData
from clinic.place_blocks import PlaceBlock
from core.markdown import bullets, escaped, heading, line, link, rich_text
from core.page_markdown import ITEM, PART, block_markdown, closing, day


@closing.register
def disclaimer(data: ClinicPageData) -> list[str]:
    text = data.clinic.disclaimer if data.clinic else ""
    return rich_text(data.html(text), level=PART)


# Any: the API data of the block.
@block_markdown.register
def _(block: PlaceBlock, value: Any, data: ClinicPageData) -> list[str]:
    street = ", ".join(
        filter(
            None,
            (
                value[name]
                for name in ("street", "city", "region", "postcode", "country")
            ),
        )
    )
    phone = value["phone"]
    directions = rich_text(value["directions"], level=ITEM)
    return [
        heading(value["name"], PART),
        line(street),
        bullets(
            [
                f"Phone: {link(phone['display'], phone['uri'])}" if phone else "",
                link("Map", value["map_url"]) if value["map_url"] else "",
            ]
        ),
        *hours(value),
        *([heading("How to get here", ITEM), *directions] if directions else []),
    ]


def hours(value: Any) -> list[str]:
    """Weekly and special hours of a place. Any: as above."""
    items = [
        *(f"{days(each['days'])}: {times(each)}" for each in value["hours"]),
        *(f"{special_days(each)}: {times(each)}" for each in value["special_hours"]),
    ]
    note = line(value["hours_note"])
    if not items and not note:
        return []
    return [heading("Opening hours", ITEM), bullets(items), note]


def days(names: Iterable[str]) -> str:
    return ", ".join(Weekday(name).label for name in names)


def special_days(value: Any) -> str:
    """The day or days of special hours, with their name. Any: as above."""
    first, last = value["first_day"], value["last_day"]
    span = f"{day(first)} to {day(last)}" if last > first else day(first)
    return f"{span} ({escaped(value['name'])})" if value["name"] else span


def times(value: Any) -> str:
    if not value["opens"] or not value["closes"]:
        return "closed"
    return f"{value['opens']} to {value['closes']}"
