from django.db.models import IntegerField, QuerySet, Subquery
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.api.v2.pagination import WagtailPagination


class RowCount(Subquery):
    """Subquery that annotates each row with the total number of rows of a query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class OneQuery:
    """Stand-in for a queryset in Wagtail's pagination: slice and total in one query."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset

    def __getitem__(self, part: slice) -> QuerySet:
        everything = self.queryset.order_by().values("pk")
        return self.queryset.annotate(row_count=RowCount(everything))[part]

    def count(self) -> None:
        """None: the total is read from the rows."""


class Pagination(WagtailPagination):
    """Wagtail's pagination with rows and total in one query, except for searches."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if not isinstance(queryset, QuerySet):
            # Search results.
            return super().paginate_queryset(queryset, request, view)
        rows = list(super().paginate_queryset(OneQuery(queryset), request, view))
        # A page after the last one has no row with the total.
        self.total_count = rows[0].row_count if rows else queryset.count()
        return rows


class PagePagination(Pagination):
    """The same with the keys first: a deep offset passes over an index only."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if not isinstance(queryset, QuerySet):
            return super().paginate_queryset(queryset, request, view)
        # Without the columns and joins of the rows.
        rows = view.keys_of(queryset)  # type: ignore[union-attr]  # always a viewset
        keys = rows.select_related(None).only("pk")
        found = super().paginate_queryset(keys, request, view)
        return list(queryset.filter(pk__in=[each.pk for each in found]))
