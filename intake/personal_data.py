"""Who holds what visitors sent, to show it to them, to erase it and to forget it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# What is held about somebody, one row a thing, ready for JSON.
Row = dict[str, Any]


@dataclass(frozen=True)
class Holder:
    """``find`` and ``erase`` take an e-mail address in small letters.

    ``erase`` and ``forget`` (what is older than it may be kept) say how many they did.
    """

    name: str
    find: Callable[[str], list[Row]]
    erase: Callable[[str], int]
    forget: Callable[[datetime], int]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    _holders[holder.name] = holder


def holders() -> list[Holder]:
    return [_holders[name] for name in sorted(_holders)]


def find(email: str) -> dict[str, list[Row]]:
    """All that is held about the owner of an address, by holder."""
    return {holder.name: holder.find(_small(email)) for holder in holders()}


def erase(email: str) -> dict[str, int]:
    return {holder.name: holder.erase(_small(email)) for holder in holders()}


def forget(now: datetime) -> dict[str, int]:
    return {holder.name: holder.forget(now) for holder in holders()}


def _small(email: str) -> str:
    return email.strip().lower()
