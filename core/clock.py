"""Today's date, which changes the answers that show it at midnight."""

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

from core import dependencies


def today(zone: tzinfo | None = None) -> date:
    """Today's date in the zone, else in the active one."""
    now = timezone.localtime(timezone=zone)
    began_at = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
    dependencies.changed_at(began_at)
    dependencies.changes_at(began_at + timedelta(days=1))
    return now.date()
