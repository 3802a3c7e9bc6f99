"""The zones of the tz database, as a clinic chooses its own among them."""

from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

# What begins otherwise is an old name, or a zone where nobody lives.
AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
}
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@cache
def choices() -> Choices:
    """For a field: the places of each area, after the server's own zone."""
    areas: dict[str, list[tuple[str, str]]] = {area: [] for area in sorted(AREAS)}
    for name in sorted(available_timezones()):
        area, _, place = name.partition("/")
        if place and area in areas:
            words = place.replace("_", " ").replace("/", ", ")
            areas[area].append((name, words))
    return [("", "As on the server"), *areas.items()]


def zone(name: str) -> tzinfo:
    """The one of that name; the server's where it is empty, or known no more."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()
    except (KeyError, ValueError):
        return timezone.get_default_timezone()
