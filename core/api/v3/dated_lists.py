"""Lists of API v3 of objects with a name and the time of their last change."""

from typing import Annotated, Any, Literal, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema
from pydantic import Field

from core import last_changes
from core.api.v3.cursor_pagination import Part, page_of
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.query_parameters import Instant

Row = TypeVar("Row", bound=Model)
# Any: of any model.
Rows = TypeVar("Rows", bound=QuerySet[Any])

SiteParameter = Annotated[
    str | None,
    Query(description="HOST or HOST:PORT of a site; left out, the one asked."),
]


class DatedList(Schema):
    """Query parameters of such a list."""

    order: Literal["name", "-name", "updated_at", "-updated_at"] = "name"
    updated_after: Instant | None = Field(
        None, description="Those that changed after this instant."
    )
    site: str | None = Field(
        None, description="HOST or HOST:PORT of a site; left out, the one asked."
    )
    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = Field(
        None, description="“next_cursor” or “previous_cursor” of the list so far."
    )

    def filter(self, rows: Rows, tag: str) -> Rows:
        """The rows that changed after the instant. ``tag``: prefix of their tags."""
        if self.updated_after is None:
            return rows
        changed = {"changed_at__gt": self.updated_after}
        return rows.alias(changed_at=last_changes.time_of_row(tag)).filter(**changed)

    def page_of(self, rows: "QuerySet[Row]", tag: str) -> Part[Row]:
        order = self.order.replace("updated_at", "changed_at")
        # Any: mypy takes annotated rows for another type.
        dated: Any = rows.annotate(changed_at=last_changes.time_of_row(tag))
        return page_of(dated, order=order, cursor=self.cursor, limit=self.limit)
