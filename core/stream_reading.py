"""Wagtail's reading of StreamFields, without work that leads to nothing."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField
from wagtail.blocks import ChooserBlock
from wagtail.fields import StreamField

from core import dependencies

Read = Callable[[ChooserBlock, list[Any]], list[Any]]


def patch() -> None:
    """Replaces what Wagtail does anew for each value that it reads."""
    # Wagtail makes a field for each value. It holds no value itself.
    StreamField.json_field = JSONField(encoder=DjangoJSONEncoder)
    ChooserBlock.bulk_to_python = _unless_known(ChooserBlock.bulk_to_python)


def _unless_known(read: Read) -> Read:
    @wraps(read)
    def bulk_to_python(block: ChooserBlock, values: Iterable[Any]) -> list[Any]:
        """As Wagtail, where something was chosen that is not loaded for the answer yet.

        A StreamBlock gives the view of a dictionary.
        """
        given = list(values)
        chosen = {each for each in given if each is not None}
        known = dependencies.loaded(block.model_class, chosen)
        if known.keys() == chosen:
            return [known.get(each) for each in given]
        return read(block, given)

    return bulk_to_python
