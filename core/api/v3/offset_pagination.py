from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja.pagination import LimitOffsetPagination
from pydantic import Field
from wagtail.query import PageQuerySet

from core.api.v3.query_parameters import Offset
from core.keys_first import Counted, KeysFirst

DEFAULT_LIMIT = 20
Limit = Annotated[int, Field(ge=1, le=settings.WAGTAILAPI_LIMIT_MAX)]


class Pagination(LimitOffsetPagination):
    """Pagination by ``limit`` and ``offset``, both within the range of the database."""

    class Input(LimitOffsetPagination.Input):
        limit: Limit = DEFAULT_LIMIT
        offset: Offset = 0

    # Any: pages, or other things in a list; the arguments of the list operation.
    def paginate_queryset(
        self,
        queryset: Any,
        pagination: LimitOffsetPagination.Input,
        request: HttpRequest,
        **params: Any,
    ) -> dict[str, Any]:
        if isinstance(queryset, PageQuerySet):
            queryset = KeysFirst(queryset)
        elif isinstance(queryset, QuerySet):
            queryset = Counted(queryset)
        return super().paginate_queryset(queryset, pagination, request, **params)
