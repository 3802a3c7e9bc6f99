"""Rule that keeps the name of a person who signs from being changed by editors.

Another name would then stand under what that person has signed.
"""

from collections.abc import Callable
from typing import Protocol


class Named(Protocol):
    """A person, whose model imports this module."""

    pk: int | None
    user_id: int | None


_signed: list[Callable[[Named], bool]] = []


def register(has_signed: Callable[[Named], bool]) -> None:
    """For apps above, which know what people sign."""
    _signed.append(has_signed)


def is_signatory(person: Named) -> bool:
    """True for a person who has an account or has signed something."""
    if person.pk is None:
        return False
    return person.user_id is not None or any(signed(person) for signed in _signed)
