"""API shape of the items of lists of several blocks."""

from core.content_blocks import Editable
from core.rich_text import Html


class ItemData(Editable):
    """One of a list: a title with its explanation as finished HTML."""

    id: str
    title: str
    description: Html
