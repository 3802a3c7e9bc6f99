from django.conf import settings
from ninja import Schema
from ninja.pagination import LimitOffsetPagination
from pydantic import Field

from cms.api.v3.parameters import Offset

DEFAULT_LIMIT = 20


class Pagination(LimitOffsetPagination):
    """``limit`` and ``offset``, both within what a database can count."""

    class Input(Schema):
        limit: int = Field(DEFAULT_LIMIT, ge=1, le=settings.WAGTAILAPI_LIMIT_MAX)
        offset: Offset = 0
