"""Wagtail's reading of StreamFields, without work that leads to nothing."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField
from wagtail.blocks import ChooserBlock
from wagtail.fields import StreamField

Read = Callable[[ChooserBlock, list[Any]], list[Any]]


def patch() -> None:
    """Replaces what Wagtail does anew for each value that it reads."""
    # Wagtail makes a field for each value. It holds no value itself.
    StreamField.json_field = JSONField(encoder=DjangoJSONEncoder)
    ChooserBlock.bulk_to_python = _unless_empty(ChooserBlock.bulk_to_python)


def _unless_empty(read: Read) -> Read:
    @wraps(read)
    def bulk_to_python(block: ChooserBlock, values: Iterable[Any]) -> list[Any]:
        """As Wagtail, which builds a query of no rows where nothing was chosen.

        A StreamBlock gives the view of a dictionary.
        """
        given = list(values)
        if all(each is None for each in given):
            return given
        return read(block, given)

    return bulk_to_python
