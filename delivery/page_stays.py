"""Paths at which pages stood in a part of the change feed, and when.

Times are indexes of entries. The feed has paths of live pages alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delivery.models import PAGE, ContentChange

# Before the first entry.
BEGINNING = -1


@dataclass(frozen=True)
class Stay:
    """A page at a path, from the entry ``start`` until ``end``; empty for a draft."""

    path: str
    start: int
    end: int

    def overlaps(self, other: "Stay") -> bool:
        return self.start < other.end and other.start < self.end

    def rest_below(self, other: "Stay") -> str | None:
        """The path from the other one; None if this is not at or below it meanwhile."""
        if other.path and self.path.startswith(other.path) and self.overlaps(other):
            return self.path.removeprefix(other.path)
        return None


@dataclass(frozen=True)
class StayOf:
    """One of the stays of a page."""

    all: Sequence[Stay]
    number: int

    @property
    def stay(self) -> Stay:
        return self.all[self.number]

    @property
    def previous(self) -> Stay | None:
        return self.all[self.number - 1] if self.number else None

    @property
    def next(self) -> Stay | None:
        following = self.all[self.number + 1 : self.number + 2]
        return following[0] if following else None


def stays_of(
    paths_now: Mapping[int, str], entries: Sequence[ContentChange]
) -> dict[int, list[Stay]]:
    """The stays of pages since before the entries; ``paths_now``: their paths after."""
    moves: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for index, each in enumerate(entries):
        if each.kind == PAGE and each.path_before != each.path_after:
            moves[each.object_id].append((index, each.path_before))
    end = len(entries)
    return {key: _stays([*moves[key], (end, path)]) for key, path in paths_now.items()}


def is_always_below(one: StayOf, other: StayOf) -> bool:
    """True if one page is at or below the other during all of its stay.

    The rows of pages that move together change one by one, in any order, which no
    reader sees.
    """
    rest = one.stay.rest_below(other.stay)
    if rest is None:
        return False
    is_there_first = other.stay.start <= one.stay.start
    is_there_last = other.stay.end >= one.stay.end
    return (is_there_first or _is_below(one.previous, other.previous, rest)) and (
        is_there_last or _is_below(one.next, other.next, rest)
    )


def _is_below(one: Stay | None, other: Stay | None, rest: str) -> bool:
    return one is not None and other is not None and one.rest_below(other) == rest


def _stays(ends: Sequence[tuple[int, str]]) -> list[Stay]:
    stays: list[Stay] = []
    start = BEGINNING
    for end, path in ends:
        if stays and stays[-1].path == path:
            # It became a draft, and is there still.
            start = stays.pop().start
        stays.append(Stay(path, start, end))
        start = end
    return stays
