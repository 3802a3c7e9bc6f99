"""Compaction and retention of the change feed, and retention of stored documents."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from delivery.models import ContentChange, StoredDocument

# After this period, only the last change of each object is kept …
EACH_CHANGE_KEPT = timedelta(days=7)
# … and nothing after this one.
KEPT = timedelta(days=90)
# A document that nothing has changed for so long is made anew.
DOCUMENTS_KEPT = timedelta(days=30)


def delete_expired(now: datetime) -> int:
    """Deletes changes that are too old or followed by another, and old documents.

    Gives the number of changes.
    """
    old_documents = StoredDocument.objects.filter(
        made_at__lt=(now - DOCUMENTS_KEPT).timestamp()
    )
    old_documents.delete()
    old = ContentChange.objects.filter(changed_at__lt=now - EACH_CHANGE_KEPT)
    later = ContentChange.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
    )
    followed, _ = old.filter(Exists(later)).delete()
    expired, _ = old.filter(changed_at__lt=now - KEPT).delete()
    return followed + expired
