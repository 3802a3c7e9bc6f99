"""Deep offsets of ordered lists: reading begins at a known row shortly before them.

A database passes over all rows before an offset. The answers of a worker share the
values by which every thousandth row of a list is ordered, until a change touches the
list, and pass over the rows from there alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Field, QuerySet
from django.db.models.expressions import OrderBy

from core.shared_values import shared

STEP = 1000

# The value of the column, if there is one, and the primary key. Any: of any column.
Values = tuple[Any, ...]


class Place(NamedTuple):
    """Position of a row in an order, and True if rows without a value may follow."""

    values: Values
    has_nulls: bool


@dataclass(frozen=True)
class Order:
    """An order by a column, if it is not None, and then by the primary key."""

    column: Field | None
    is_descending: bool
    is_key_descending: bool

    def values_of_first(self, rows: QuerySet) -> Values | None:
        names = [self.column.name] if self.column else []
        return rows.values_list(*names, "pk").first()

    def has_nulls(self, rows: QuerySet) -> bool:
        if self.column is None or not self.column.null:
            return False
        return rows.order_by().filter(**{f"{self.column.name}__isnull": True}).exists()

    def starting_at(self, values: Values, rows: QuerySet) -> QuerySet:
        """The rows from one on; rows with null in the column are left out."""
        *value, key = values
        if self.column is None:
            from_key = "lte" if self.is_key_descending else "gte"
            return rows.filter(**{f"pk__{from_key}": key})
        name = self.column.name
        from_value = "lte" if self.is_descending else "gte"
        before_key = "gt" if self.is_key_descending else "lt"
        # A range that an index has, less the rows with the same value before the place.
        in_range = rows.filter(**{f"{name}__{from_value}": value[0]})
        return in_range.exclude(**{name: value[0], f"pk__{before_key}": key})


def keys_in(rows: QuerySet, part: slice, *, total: Callable[[], int]) -> list[int]:
    """The primary keys of a part of the rows, each of which is in the list once.

    ``total``: their number. There are no places to share beyond the end of the list.
    """
    keys = rows.values_list("pk", flat=True)
    start = part.start or 0
    position = start // STEP * STEP
    order = order_of(rows) if position else None
    if order is None or start >= total():
        return list(keys[part])
    make = partial(_place_at, position, rows, order)
    place: Place | None = shared(("place", position, digest_of(rows)), make)
    if place is None:
        return list(keys[part])
    near = order.starting_at(place.values, keys)
    found = list(near[start - position : part.stop - position])
    is_short = place.has_nulls and len(found) < part.stop - start
    return list(keys[part]) if is_short else found


def _place_at(position: int, rows: QuerySet, order: Order) -> Place | None:
    """The place of the row at the position; None if reading from it on would differ."""
    values = order.values_of_first(rows[position : position + 1])
    if values is None or None in values:
        return None
    # SQLite compares dates as they were written, by SQL perhaps in another form.
    if order.values_of_first(order.starting_at(values, rows)) != values:
        return None
    return Place(values, order.has_nulls(rows))


def digest_of(rows: QuerySet) -> bytes:
    """A digest of the query, which can have thousands of parameters."""
    sql = rows.values("pk").query.sql_with_params()
    return sha256(repr(sql).encode()).digest()


def order_of(rows: QuerySet) -> Order | None:
    """The order of the rows; None if it is not by at most one column and the key."""
    if not rows.query.standard_ordering:
        return None
    match [_column(rows, each) for each in rows.query.order_by]:
        case [(Field(primary_key=True), is_descending), *_]:
            return Order(None, False, is_descending)
        case [(Field() as column, is_descending), (Field(primary_key=True), last), *_]:
            return Order(column, is_descending, last)
    return None


def _column(rows: QuerySet, given: object) -> tuple[Field | None, bool]:
    """The column of a part of an order, and True for a descending one."""
    if isinstance(given, str):
        name, is_descending = given.removeprefix("-"), given.startswith("-")
    elif isinstance(given, OrderBy) and isinstance(given.expression, F):
        expression, is_descending = given.expression, given.descending
        name = expression.name  # type: ignore[attr-defined]  # the stubs lack it
    else:
        return None, False
    options = rows.model._meta
    try:
        field = options.pk if name == "pk" else options.get_field(name)
    except FieldDoesNotExist:
        return None, False
    is_own = isinstance(field, Field) and (field.primary_key or not field.is_relation)
    return (field if is_own else None), is_descending
