"""Registry of checks that say whether a person is a signatory.

Editors may not change the name of a signatory, because it appears beside signatures.
"""

from collections.abc import Callable
from typing import Any, Protocol


class PersonLike(Protocol):
    """Protocol of Person, whose model imports this module."""

    pk: int | None
    user_id: int | None


# Any: a Person.
Check = Callable[[Any], bool]
_checks: list[Check] = []


def register(has_signed: Check) -> None:
    """Registers a check of an app that stores signatures."""
    _checks.append(has_signed)


def is_signatory(person: PersonLike) -> bool:
    """True for a person who has an account or has signed something."""
    if person.pk is None:
        return False
    return person.user_id is not None or any(check(person) for check in _checks)
