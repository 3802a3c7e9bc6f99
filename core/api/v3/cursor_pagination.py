"""Cursor (keyset) pagination: the cost of a page does not depend on its position."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from ninja.errors import HttpError

from core.api.v3.query_parameters import LARGEST

# Beyond the last position of any search.
FURTHEST = 10**6

Row = TypeVar("Row", bound=Model)


def page_of(
    rows: "QuerySet[Row]", *, order: str, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """The rows after the cursor, and the cursor of the next page; None at the end.

    ``order`` is a field's name, with a leading minus for descending order. Equal rows
    are ordered by primary key, nulls come last. Raises HttpError for a cursor that is
    not from a list in the same order.
    """
    name, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    if cursor:
        rows = rows.filter(_after(rows.model, name, sign, _read(cursor, order)))
    found = list(rows.order_by(_key(rows.model, name, sign), f"{sign}pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], _write(order, name, found[limit - 1])


def _key(model: type[Model], name: str, sign: str) -> str | OrderBy:
    """The order by the column, with nulls last where it has some.

    Without them, for an index may have another place for nulls.
    """
    if not _column(model, name).null:
        return f"{sign}{name}"
    column = F(name)
    return column.desc(nulls_last=True) if sign else column.asc(nulls_last=True)


def page_of_results(
    results: Any, *, cursor: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """Pagination of search results by position, with a cursor as in ``page_of``.

    Any: Wagtail's search results, ranked and bounded in number.
    """
    start = _read(cursor, "search")[0] if cursor else 0
    if not (isinstance(start, int) and 0 <= start <= FURTHEST):
        raise _invalid_cursor()
    found = list(results[start : start + limit + 1])
    more = _encode(["search", start + limit]) if len(found) > limit else None
    return found[:limit], more


def _after(model: type[Model], name: str, sign: str, given: list[Any]) -> Q:
    try:
        value, pk = given
        value = None if value is None else _column(model, name).to_python(value)
        pk = model._meta.pk.to_python(pk)
    except (TypeError, ValueError, ValidationError):
        raise _invalid_cursor() from None
    if pk is None or not 0 < pk <= LARGEST:
        raise _invalid_cursor()
    beyond = "lt" if sign else "gt"
    same = Q(**{f"pk__{beyond}": pk, name: value})
    if value is None:
        return Q(**{f"pk__{beyond}": pk, f"{name}__isnull": True})
    if not _column(model, name).null:
        # A range that an index has, less the rows with the same value up to the cursor.
        before = Q(**{name: value}) & ~Q(**{f"pk__{beyond}": pk})
        return Q(**{f"{name}__{beyond}e": value}) & ~before
    return Q(**{f"{name}__{beyond}": value}) | same | Q(**{f"{name}__isnull": True})


def _write(order: str, name: str, row: Model) -> str:
    column = _column(type(row), name)
    value = None if getattr(row, name) is None else column.value_to_string(row)
    return _encode([order, value, row.pk])


def _column(model: type[Model], name: str) -> Field:
    return next(each for each in model._meta.concrete_fields if each.name == name)


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
    return HttpError(400, "cursor: take it from “next_cursor” of the same list.")
