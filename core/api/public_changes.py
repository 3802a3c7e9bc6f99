"""Changes of public content in the current transaction, which ``delivery`` records."""

from collections.abc import Callable

_mark: Callable[[], int]
_has_changed_since: Callable[[int], bool]


def register(
    *, mark: Callable[[], int], has_changed_since: Callable[[int], bool]
) -> None:
    """Registers the functions of this module: where changes begin, and whether there are."""
    global _mark, _has_changed_since
    _mark, _has_changed_since = mark, has_changed_since


def mark() -> int:
    """The position in the record of changes, at the start of a transaction."""
    return _mark()


def has_changed_since(position: int) -> bool:
    """True if the transaction has changed what the public reads."""
    return _has_changed_since(position)
