"""Time zones of the tz database, as choices for the clinic."""

from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

# Other names are legacy aliases, or zones without inhabitants.
AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
}
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@cache
def choices() -> Choices:
    """Choices of a field, grouped by area, after the server's own zone."""
    areas: dict[str, list[tuple[str, str]]] = {area: [] for area in sorted(AREAS)}
    for name in sorted(available_timezones()):
        area, _, place = name.partition("/")
        if place and area in areas:
            words = place.replace("_", " ").replace("/", ", ")
            areas[area].append((name, words))
    return [("", "As on the server"), *areas.items()]


def zone(name: str) -> tzinfo:
    """Time zone of this name; the server's if it is empty or no longer known."""
    try:
        return ZoneInfo(name) if name else timezone.get_default_timezone()
    except (KeyError, ValueError):
        return timezone.get_default_timezone()
