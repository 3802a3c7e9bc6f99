"""Compaction and retention of the change feed."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from delivery.models import ContentChange

# After this period, only the last change of each object is kept …
EACH_CHANGE_KEPT = timedelta(days=7)
# … and nothing after this one.
KEPT = timedelta(days=90)


def delete_expired(now: datetime) -> int:
    """Deletes changes that are too old or followed by another; their number."""
    old = ContentChange.objects.filter(changed_at__lt=now - EACH_CHANGE_KEPT)
    later = ContentChange.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
    )
    followed, _ = old.filter(Exists(later)).delete()
    expired, _ = old.filter(changed_at__lt=now - KEPT).delete()
    return followed + expired
