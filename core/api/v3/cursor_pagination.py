"""Cursor (keyset) pagination: the cost of a page does not depend on its position."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, NamedTuple, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.timezone import is_naive
from ninja import Query
from ninja.errors import HttpError

from core.api.v3.query_parameters import LARGEST

# Beyond the last position of any search.
FURTHEST = 10**6
# The last value of a cursor to the rows before its row.
BEFORE = "before"

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

CursorParameter = Annotated[
    str | None,
    Query(description="“next_cursor” or “previous_cursor” of the list so far."),
]


class Part(NamedTuple, Generic[Item]):
    """A page of a list; the cursors are None at its end and at its beginning."""

    rows: list[Item]
    next_cursor: str | None
    previous_cursor: str | None


class Place(NamedTuple):
    """The values of the row that a cursor names. Any: of any column."""

    value: Any
    key: int
    is_end: bool


@dataclass(frozen=True)
class Order:
    """An order by a column and then by the primary key."""

    name: str
    # Any: of a field of any type.
    field: "Field[Any, Any]"
    is_nullable: bool
    is_descending: bool
    has_nulls_first: bool = False

    @classmethod
    def of(cls, rows: QuerySet, order: str) -> Self:
        name = order.removeprefix("-")
        fields = {each.name: each for each in rows.model._meta.concrete_fields}
        if field := fields.get(name):
            return cls(name, field, field.null, order.startswith("-"))
        annotated = rows.query.annotations[name].output_field
        return cls(name, annotated, True, order.startswith("-"))

    @property
    def reversed(self) -> Self:
        return replace(
            self,
            is_descending=not self.is_descending,
            has_nulls_first=not self.has_nulls_first,
        )

    @property
    def columns(self) -> tuple[str | OrderBy, str]:
        """The order for the database, with a place for nulls where there are some.

        Without them, for an index may have another place for nulls.
        """
        sign = "-" if self.is_descending else ""
        if not self.is_nullable:
            return f"{sign}{self.name}", f"{sign}pk"
        nulls = {"nulls_first" if self.has_nulls_first else "nulls_last": True}
        column = F(self.name)
        by = column.desc(**nulls) if self.is_descending else column.asc(**nulls)
        return by, f"{sign}pk"

    def after(self, place: Place) -> Q:
        """The condition for the rows after a place."""
        name, beyond = self.name, "lt" if self.is_descending else "gt"
        is_later_key = Q(**{f"pk__{beyond}": place.key})
        if place.value is None:
            same = is_later_key & Q(**{f"{name}__isnull": True})
            return same | self._others(is_null=False)
        same = is_later_key & Q(**{name: place.value})
        if not self.is_nullable:
            # A range that an index has, less the rows with the same value before it.
            before = Q(**{name: place.value}) & ~is_later_key
            return Q(**{f"{name}__{beyond}e": place.value}) & ~before
        later = Q(**{f"{name}__{beyond}": place.value})
        return later | same | self._others(is_null=True)

    def _others(self, *, is_null: bool) -> Q:
        """All rows with a null, or all without, if they are the last ones; else none."""
        is_last = is_null is not self.has_nulls_first
        return Q(**{f"{self.name}__isnull": is_null}) if is_last else Q()

    def place(self, given: list[Any]) -> Place:
        """The place that the values of a cursor name. Any: as in JSON."""
        value, key, *end = given
        if end not in ([], [BEFORE]) or isinstance(key, bool):
            raise ValueError(given)
        key = int(key)
        if not 0 < key <= LARGEST:
            raise ValueError(given)
        value = None if value is None else _stored(self.field.to_python(value))
        return Place(value, key, bool(end))


def page_of(
    rows: "QuerySet[Row]", *, order: str, cursor: str | None, limit: int
) -> Part[Row]:
    """The rows after the cursor, or before that of a previous page.

    ``order`` is the name of a field or of an annotation, with a leading minus for
    descending order. Equal rows are ordered by primary key, nulls come last. Raises
    HttpError for a cursor that is not from a list in the same order.
    """
    by = Order.of(rows, order)
    place = _place(cursor, order, by) if cursor else None
    is_backward = place is not None and place.is_end
    way = by.reversed if is_backward else by
    if place:
        rows = rows.filter(way.after(place))
    found = list(rows.order_by(*way.columns)[: limit + 1])
    shown, has_more = found[:limit], len(found) > limit
    if is_backward:
        shown.reverse()
    has_next, has_previous = has_more, place is not None
    if is_backward:
        has_next, has_previous = True, has_more
    ends = [_values(order, by.name, each) for each in (shown[:1] + shown[-1:])]
    return Part(
        shown,
        _encode(ends[-1]) if ends and has_next else None,
        _encode([*ends[0], BEFORE]) if ends and has_previous else None,
    )


def page_of_results(results: Any, *, cursor: str | None, limit: int) -> Part[Any]:
    """Pagination of search results by position, with cursors as in ``page_of``.

    Any: Wagtail's search results, ranked and bounded in number.
    """
    start = _read(cursor, "search")[0] if cursor else 0
    is_position = isinstance(start, int) and not isinstance(start, bool)
    if not (is_position and 0 <= start <= FURTHEST):
        raise _invalid_cursor()
    found = list(results[start : start + limit + 1])
    more = _encode(["search", start + limit]) if len(found) > limit else None
    less = _encode(["search", max(start - limit, 0)]) if start else None
    return Part(found[:limit], more, less)


# Any: of any column.
def _stored(value: Any) -> Any:
    """The value as a database takes it; raises an error if there can be none such."""
    if isinstance(value, datetime):
        if is_naive(value):
            raise ValueError(value)
        return value.astimezone(UTC)
    # Half a character raises UnicodeEncodeError.
    if isinstance(value, str) and b"\0" in value.encode():
        raise ValueError(value)
    return value


def _place(cursor: str, order: str, by: Order) -> Place:
    try:
        return by.place(_read(cursor, order))
    except (TypeError, ValueError, OverflowError, ValidationError):
        raise _invalid_cursor() from None


# Any: values for JSON.
def _values(order: str, name: str, row: Model) -> list[Any]:
    value = getattr(row, name)
    return [order, value.isoformat() if isinstance(value, date) else value, row.pk]


def _encode(data: list[Any]) -> str:
    return urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def _read(cursor: str, order: str) -> list[Any]:
    """The values of a cursor without its order; raises HttpError if it is invalid."""
    try:
        data = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        known, *given = data
    except (TypeError, ValueError, RecursionError):
        raise _invalid_cursor() from None
    if known != order or not given:
        raise _invalid_cursor()
    return given


def _invalid_cursor() -> HttpError:
    return HttpError(
        400, "cursor: take it from “next_cursor” or “previous_cursor” of the same list."
    )
