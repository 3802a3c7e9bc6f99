"""Compaction and retention of the change feed, and retention of stored documents."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from delivery.models import ContentChange, StoredDocument

# After this period, only moves and the last change of each object are kept …
EACH_CHANGE_KEPT = timedelta(days=7)
# … and nothing after this one.
KEPT = timedelta(days=90)
# A document that nothing has changed for so long is made anew.
DOCUMENTS_KEPT = timedelta(days=30)
# Entries of objects that left no address.
STAYED = Q(path_before="") | Q(path_before=F("path_after"))
# So many objects are compacted in one transaction.
BATCH = 500


def delete_expired(now: datetime) -> int:
    """Deletes changes that are too old or followed by another, and old documents.

    Gives the number of changes.
    """
    old_documents = StoredDocument.objects.filter(
        made_at__lt=(now - DOCUMENTS_KEPT).timestamp()
    )
    old_documents.delete()
    expired, _ = ContentChange.objects.filter(changed_at__lt=now - KEPT).delete()
    return expired + _compact(now - EACH_CHANGE_KEPT)


def _compact(until: datetime) -> int:
    """Merges the changes of each object before that time; gives how many are gone."""
    old = ContentChange.objects.filter(changed_at__lt=until)
    later = old.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
    )
    followed = old.filter(STAYED, Exists(later)).order_by("kind", "object_id")
    objects = followed.values_list("kind", "object_id").distinct()
    return sum(
        _merge(old.filter(kind=kind, object_id__in=[key for _, key in batch]))
        for kind, of_kind in groupby(list(objects), key=lambda each: each[0])
        for batch in _batches(of_kind)
    )


@transaction.atomic
def _merge(entries: QuerySet[ContentChange]) -> int:
    """Keeps the last entry of each object, with the tags of all, and those of its moves.

    These tell that a page was public, and below which pages it stood. Where the last one
    has no address, another that has one stays, too.
    """
    changed, gone = [], []
    in_order = entries.order_by("object_id", "pk")
    for _, of_object in groupby(in_order, key=lambda each: each.object_id):
        *earlier, last = of_object
        tags = sorted({tag for each in [*earlier, last] for tag in each.tags})
        if tags != last.tags:
            last.tags = tags
            changed.append(last)
        addressed = None if _has_address(last) else _last_with_address(earlier)
        gone += [
            each.pk for each in earlier if each is not addressed and not _is_move(each)
        ]
    ContentChange.objects.bulk_update(changed, ["tags"], batch_size=BATCH)
    deleted, _ = ContentChange.objects.filter(pk__in=gone).delete()
    return deleted


def _last_with_address(entries: Sequence[ContentChange]) -> ContentChange | None:
    return next(filter(_has_address, reversed(entries)), None)


def _batches(objects: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    remaining = iter(objects)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _is_move(entry: ContentChange) -> bool:
    """True if the object left an address: it was moved, hidden or deleted."""
    return bool(entry.path_before) and entry.path_before != entry.path_after


def _has_address(entry: ContentChange) -> bool:
    return bool(entry.path_before or entry.path_after)
