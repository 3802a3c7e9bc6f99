"""Registry of visitors' personal data: find, export, erase and retention."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.models import User
from public_forms import write_ahead_log

# One record about a visitor, ready for JSON. ``unreadable`` gives the reason if a part
# of it could not be decrypted.
Row = dict[str, Any]


@dataclass(frozen=True)
class Mention:
    """A row with the address inside a longer text, which may be about its owner."""

    words: str
    url: str


class Note(Protocol):
    def __call__(self, rows: list[Row], *, by: User, is_export: bool) -> None: ...


@dataclass(frozen=True)
class DataHolder:
    """The functions by which one kind of personal data is found, erased and expired.

    ``find``, ``erase`` and ``mentions`` take an e-mail address in lower case. ``erase``
    and ``delete_expired`` return the number of rows. ``mentions`` finds rows that a
    person must check. ``note`` logs a look at the found rows, or their export; None if
    access to this kind is not logged.
    """

    name: str
    find: Callable[[str], list[Row]]
    erase: Callable[[str], int]
    delete_expired: Callable[[datetime], int]
    note: Note | None = None
    mentions: Callable[[str], list[Mention]] = lambda email: []


_holders: dict[str, DataHolder] = {}


def register(holder: DataHolder) -> None:
    _holders[holder.name] = holder


def holders() -> list[DataHolder]:
    return [_holders[name] for name in sorted(_holders)]


def find(email: str) -> dict[str, list[Row]]:
    """The rows about the owner of an address, by the name of the holder.

    Raises a ValidationError for an invalid address: an empty one would match all rows
    without an address.
    """
    return {holder.name: holder.find(_normalised(email)) for holder in holders()}


def mentions(email: str) -> list[Mention]:
    """Rows with the address in a longer text, in addition to those of ``find``."""
    email = _normalised(email)
    return [mention for holder in holders() for mention in holder.mentions(email)]


def number_unreadable(found: dict[str, list[Row]]) -> int:
    """The number of rows from ``find`` that could not be decrypted completely."""
    return sum(1 for rows in found.values() for row in rows if row.get("unreadable"))


def note(found: dict[str, list[Row]], *, by: User, is_export: bool = False) -> None:
    """Logs access to the rows from ``find``; call it before staff see them."""
    for holder in holders():
        if holder.note:
            holder.note(found[holder.name], by=by, is_export=is_export)


def erase(email: str) -> dict[str, int]:
    """Erases all rows of ``find``; the number by holder. Raises as ``find`` does."""
    erased = {holder.name: holder.erase(_normalised(email)) for holder in holders()}
    write_ahead_log.empty()
    return erased


def delete_expired(now: datetime) -> dict[str, int]:
    deleted = {holder.name: holder.delete_expired(now) for holder in holders()}
    write_ahead_log.empty()
    return deleted


def address(text: str) -> str:
    """An e-mail address as argparse type: normalised, or an ArgumentTypeError."""
    try:
        return _normalised(text)
    except ValidationError:
        raise ArgumentTypeError(f"“{text}” is no e-mail address.") from None


def _normalised(email: str) -> str:
    email = email.strip().lower()
    validate_email(email)
    return email
