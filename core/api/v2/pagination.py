from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.api.v2.pagination import WagtailPagination

from core.keys_first import Counted, KeysFirst


class Pagination(WagtailPagination):
    """Wagtail's pagination with shared totals, except for searches."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if not isinstance(queryset, QuerySet):
            # Search results.
            return super().paginate_queryset(queryset, request, view)
        return list(super().paginate_queryset(Counted(queryset), request, view))


class PagePagination(Pagination):
    """The same with the keys first: a deep offset passes over an index only."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if not isinstance(queryset, QuerySet):
            return super().paginate_queryset(queryset, request, view)
        # Without the columns and joins of the rows.
        rows = view.keys_of(queryset).select_related(None)  # type: ignore[union-attr]  # always a viewset
        times = view.times_of(rows.order_by())  # type: ignore[union-attr]
        shown = KeysFirst(queryset, rows if times is None else times, rows)
        return list(WagtailPagination.paginate_queryset(self, shown, request, view))
