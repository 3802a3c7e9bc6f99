"""Stand-ins for querysets in paginators: shared totals, and keys before rows.

A total of all pages costs more than a list of twenty: the answers of a worker share it
until a change touches what was counted. A deep offset passes over all rows before it:
over keys in an index that is fast, over whole rows with their joins it is not.
"""

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from core.deep_offsets import digest_of, keys_in
from core.shared_values import shared


def number_of(rows: QuerySet) -> int:
    """The result of ``rows.count()``, shared by the answers of a worker."""
    try:
        key = digest_of(rows.order_by())
    except EmptyResultSet:
        return 0
    return int(shared(("number", key), rows.count))


class Counted:
    """Stand-in for a queryset in a paginator, with a shared total."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def __getitem__(self, part: slice) -> QuerySet:
        return self.rows[part]

    def all(self) -> "Counted":
        return self

    def count(self) -> int:
        return number_of(self.rows)


class KeysFirst(Counted):
    """The same with the keys of the shown rows first, and then those rows alone.

    ``pages``: rows with the same keys in the same order that are read faster;
    ``counted``: rows of the same number that are counted faster.
    """

    def __init__(
        self,
        rows: QuerySet,
        pages: QuerySet | None = None,
        counted: QuerySet | None = None,
    ) -> None:
        super().__init__(rows)
        self.pages = rows if pages is None else pages
        self.counted = self.pages if counted is None else counted

    def __getitem__(self, part: slice) -> QuerySet:
        keys = keys_in(self.pages, part, total=self.count)
        return self.rows.filter(pk__in=keys)

    def count(self) -> int:
        return number_of(self.counted)
