"""Who holds what visitors sent, to show it to them, to erase it and to forget it."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.models import User
from public_forms import write_ahead_log

# What is held about somebody, one row a thing, ready for JSON. Where something of it is
# missing, ``unreadable`` says why.
Row = dict[str, Any]


@dataclass(frozen=True)
class Mention:
    """Something that holds the address in a longer text, and may be about its owner."""

    words: str
    url: str


class Note(Protocol):
    def __call__(self, rows: list[Row], *, by: User, is_export: bool) -> None: ...


@dataclass(frozen=True)
class DataHolder:
    """``find`` and ``erase`` take an e-mail address in small letters.

    ``erase`` and ``forget`` (what is older than it may be kept) say how many they did.
    ``mentions`` finds what a person must look at: only they know whose data it is.
    ``note`` writes into the log who saw what was found, or took it away; None where
    nobody's reading is logged.
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
    """All that is held about the owner of an address, by holder.

    Raises a ValidationError where it is none: an empty one would be that of all who
    left none.
    """
    return {holder.name: holder.find(_small(email)) for holder in holders()}


def mentions(email: str) -> list[Mention]:
    """Rows with the address in a longer text, beside those that ``find`` gives."""
    small = _small(email)
    return [mention for holder in holders() for mention in holder.mentions(small)]


def number_unreadable(found: dict[str, list[Row]]) -> int:
    """Of how many things ``find`` could not give all."""
    return sum(1 for rows in found.values() for row in rows if row.get("unreadable"))


def note(found: dict[str, list[Row]], *, by: User, is_export: bool = False) -> None:
    """For all that ``find`` gave, before somebody of the staff gets it."""
    for holder in holders():
        if holder.note:
            holder.note(found[holder.name], by=by, is_export=is_export)


def erase(email: str) -> dict[str, int]:
    """How many of each holder's; raises as ``find`` does."""
    erased = {holder.name: holder.erase(_small(email)) for holder in holders()}
    write_ahead_log.empty()
    return erased


def delete_expired(now: datetime) -> dict[str, int]:
    forgotten = {holder.name: holder.delete_expired(now) for holder in holders()}
    write_ahead_log.empty()
    return forgotten


def address(text: str) -> str:
    """The type of a command's argument."""
    try:
        return _small(text)
    except ValidationError:
        raise ArgumentTypeError(f"“{text}” is no e-mail address.") from None


def _small(email: str) -> str:
    email = email.strip().lower()
    validate_email(email)
    return email
