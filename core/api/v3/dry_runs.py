"""Dry runs of writing: what would be stored, and the difference; nothing is kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.http import HttpRequest
from typing_extensions import TypedDict
from wagtail.api.conf import get_model_field
from wagtail.api.v3.routers import pages as stock
from wagtail.api.v3.schemas.pages import BASE_PAGE_FIELDS
from wagtail.models import Page

from core.api.v3.page_input import child_fields, written_fields
from core.api.v3.page_writing import shown
from core.images import renditions

Path: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = str | int | float | bool | None


class DifferenceData(TypedDict):
    """A value that differs; ``path`` leads to it, pictures and such are ids.

    Of items that were added or taken away, each value is listed. Where items have
    another order, their ids are.
    """

    path: list[str | int]
    before: Scalar
    after: Scalar


class DryRunData(TypedDict):
    """The page as it would be read, and what differs from the latest version.

    The ``id`` of a new page is not kept, and sizes of pictures are made when it is read.
    """

    would_store: stock.PageDetailSchema
    difference: list[DifferenceData]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Takes back what is written within, in the database and of renditions."""
    with renditions.discarded(), transaction.atomic():
        yield
        transaction.set_rollback(True)


# Any, here and below: JSON of pages.
def written(request: HttpRequest, page: Page) -> dict[str, Any]:
    """The writable members of a page, with pictures and other objects as ids."""
    read = shown(request, page)
    names = [*BASE_PAGE_FIELDS, *written_fields(type(page))]
    values = {name: _value(page, name, read) for name in names}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _value(page: Page, name: str, read: dict[str, Any]) -> Any:
    match field := get_model_field(type(page), name):
        case ForeignKey():
            return getattr(page, field.attname)
        case ManyToManyField():
            return sorted(each.pk for each in getattr(page, name).all())
        case ForeignObjectRel():
            names = ["id", *child_fields(field)]
            rows = getattr(page, name).all()
            return [{each: getattr(row, each) for each in names} for row in rows]
    return _with_ids(read[name]) if name in read else getattr(page, name)


def _with_ids(value: Any) -> Any:
    """The value with the id of each picture in place of its addresses and sizes."""
    if isinstance(value, list):
        return [_with_ids(each) for each in value]
    if isinstance(value, dict):
        if "srcset" in str(value.get("sources", "")):
            return value["id"]
        return {name: _with_ids(each) for name, each in value.items()}
    return value


def trial(request: HttpRequest, page: Page, before: dict[str, Any]) -> DryRunData:
    """The answer to a dry run, of the page as it is stored within the transaction."""
    stored = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    after = written(request, stored)
    return {
        "would_store": shown(request, stored),
        "difference": list(difference(before, after, ())),
    }


def difference(before: Any, after: Any, path: Path) -> Iterator[DifferenceData]:
    """Yields the values that differ."""
    if before == after:
        return
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = _as(dict, before), _as(dict, after)
        for name in {**old, **new}:
            yield from difference(old.get(name), new.get(name), (*path, name))
    elif isinstance(before, list) or isinstance(after, list):
        yield from _of_items(_by_id(before), _by_id(after), path)
    else:
        yield {"path": list(path), "before": before, "after": after}


def _as(kind: type, value: Any) -> Any:
    return value if isinstance(value, kind) else kind()


def _by_id(value: Any) -> dict[Any, Any]:
    """The items of a list by their ids, or by their positions."""
    return {
        item["id"] if isinstance(item, dict) and "id" in item else position: item
        for position, item in enumerate(_as(list, value))
    }


def _of_items(
    old: dict[Any, Any], new: dict[Any, Any], path: Path
) -> Iterator[DifferenceData]:
    for position, key in enumerate(new):
        yield from difference(old.get(key), new[key], (*path, position))
    for position, key in enumerate(old):
        if key not in new:
            yield from difference(old[key], None, (*path, position))
    order_before = [key for key in old if key in new]
    order_after = [key for key in new if key in old]
    for position, (was, now) in enumerate(zip(order_before, order_after, strict=True)):
        if was != now:
            place = [*path, position, "id"]
            yield {"path": place, "before": was, "after": now}
