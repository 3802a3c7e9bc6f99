"""Changes of public content in the current transaction, which ``delivery`` records."""

from collections.abc import Callable
from typing import Any

# Any: a position in the record, which only the registered functions read.
_mark: Callable[[], Any]
_has_changed_since: Callable[[Any], bool]


def register(
    *, mark: Callable[[], Any], has_changed_since: Callable[[Any], bool]
) -> None:
    """Registers the functions of this module: where changes begin, and whether there are."""
    global _mark, _has_changed_since
    _mark, _has_changed_since = mark, has_changed_since


def mark() -> Any:
    """The position in the record of changes, at the start of a transaction."""
    return _mark()


def has_changed_since(position: Any) -> bool:
    """True if the transaction has changed what the public reads."""
    return _has_changed_since(position)
