"""API shape of the items of lists of several blocks."""

from typing_extensions import TypedDict

from core.rich_text import Html


class ItemData(TypedDict):
    """One of a list: a title with its explanation as finished HTML."""

    id: str
    title: str
    description: Html
