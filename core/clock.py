"""Today's date, which ends the validity of answers that show it at midnight."""

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

from core import dependencies


def today(zone: tzinfo | None = None) -> date:
    """Today's date in the zone, else in the active one."""
    now = timezone.localtime(timezone=zone)
    tomorrow = now.date() + timedelta(days=1)
    dependencies.changes_at(datetime.combine(tomorrow, time.min, tzinfo=now.tzinfo))
    return now.date()
