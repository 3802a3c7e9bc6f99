from typing import Annotated

from django.conf import settings
from ninja.pagination import LimitOffsetPagination
from pydantic import Field

from core.api.v3.query_parameters import Offset

DEFAULT_LIMIT = 20
Limit = Annotated[int, Field(ge=1, le=settings.WAGTAILAPI_LIMIT_MAX)]


class Pagination(LimitOffsetPagination):
    """Pagination by ``limit`` and ``offset``, both within the range of the database."""

    class Input(LimitOffsetPagination.Input):
        limit: Limit = DEFAULT_LIMIT
        offset: Offset = 0
