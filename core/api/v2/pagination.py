from django.db.models import IntegerField, QuerySet, Subquery
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.api.v2.pagination import WagtailPagination


class RowCount(Subquery):
    """How many rows a query has, told in each row of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class OneQuery:
    """What Wagtail's pagination slices and counts: a query that does both at once."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset

    def __getitem__(self, part: slice) -> QuerySet:
        everything = self.queryset.order_by().values("pk")
        return self.queryset.annotate(row_count=RowCount(everything))[part]

    def count(self) -> None:
        """Not yet known."""


class Pagination(WagtailPagination):
    """Wagtail's; the total comes with the rows, where the database gives them."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if not isinstance(queryset, QuerySet):
            # What a search found.
            return super().paginate_queryset(queryset, request, view)
        rows = list(super().paginate_queryset(OneQuery(queryset), request, view))
        # A page behind the last one has no row that could tell.
        self.total_count = rows[0].row_count if rows else queryset.count()
        return rows
