"""Values that were sent, and what their conversion needs and finds."""

from typing import Any, NamedTuple

from django.db.models import Model
from wagtail.blocks import Block

from core.content_blocks import api_data
from core.page_data import PageData
from core.rich_text_input import Refusal, Target, Targets, ToStored

Path = tuple[str | int, ...]


# Any: a reference as it was sent.
def key_of(sent: Any) -> int | None:
    return sent["id"] if isinstance(sent, dict) else sent


class ABSENT:
    """Stands for a value that is not stored yet."""


class Sent(NamedTuple):
    """A value of the request, the stored one in its place, and its path in the body.

    Any: both are JSON of the shape that the block asks for.
    """

    value: Any
    stored: Any
    path: Path


class Conversion:
    """Context of the conversion of one object's values, and the errors it finds.

    ``data`` shows the stored values; None for a new object. ``errors`` are those that
    the forms cannot find; ``references`` the objects that are newly referred to.
    """

    def __init__(
        self, data: PageData | None, targets: Targets, to_stored: ToStored
    ) -> None:
        self.data = data
        self.targets = targets
        self.to_stored = to_stored
        self.errors: dict[Path, list[tuple[str, str]]] = {}
        self.references: dict[type[Model], dict[int, list[Path]]] = {}

    def refuse(self, path: Path, message: str, code: str = "invalid") -> None:
        self.errors.setdefault(path, []).append((message, code))

    def refer(self, model: type[Model], sent: Sent) -> int | None:
        """The id that was sent; the caller of the conversion checks new ones."""
        key = key_of(sent.value)
        if key is not None and key != sent.stored:
            self.references.setdefault(model, {}).setdefault(key, []).append(sent.path)
        return key

    def rich_text(self, sent: Sent, features: list[str] | None) -> str:
        try:
            return self.to_stored(sent.value, features, self.targets)
        except Refusal as wrong:
            self.refuse(sent.path, str(wrong), "rich_text")
            return ""

    def target_at(self, address: str, path: Path) -> Target | None:
        """The page or document of ours at an address; None if there is none."""
        try:
            return self.targets.at(address)
        except Refusal as wrong:
            self.refuse(path, str(wrong), "rich_text")
            return None

    # Any: JSON.
    def shown(self, block: Block, stored: Any) -> Any:
        """The value that reading shows of a stored one; ABSENT if it shows none."""
        if stored is ABSENT or self.data is None:
            return ABSENT
        if api_data.dispatch(type(block)) is api_data.dispatch(object):
            return ABSENT
        return api_data(block, stored, self.data)
