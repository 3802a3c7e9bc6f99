"""Signs: combinations of concepts near each other, listed in ``signs.toml``.

“numb + groin|saddle” is a sign where both are mentioned near each other in any order,
“cannot > urinate” only in this order, “fever & surgery” anywhere in the text, and
“heart_attack - surprise” only where the sentence mentions no surprise.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from public_forms.danger.lexicon import lexicon, rules_by_kind
from public_forms.danger.reading import Reading

NEAR = 6
IN_ORDER = 4
ANYWHERE = 60
WINDOWS = {"+": NEAR, ">": IN_ORDER, "&": ANYWHERE}
PART = re.compile(r"([+>&-]?) ?([\w|]+)")


@dataclass(frozen=True)
class Part:
    """Alternative concepts of a sign; ``relation`` refers to the first part."""

    relation: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """A combination of concepts that indicates one kind of danger."""

    kind: str
    parts: tuple[Part, ...]
    exceptions: tuple[Part, ...]

    @property
    def holds_denial(self) -> bool:
        return any("not" in part.concepts for part in self.parts)


@cache
def signs() -> list[Sign]:
    return [
        _sign(kind, line)
        for kind, lines in rules_by_kind().items()
        for line in filter(None, lines)
    ]


def _sign(kind: str, line: str) -> Sign:
    parts = [Part(mark, tuple(names.split("|"))) for mark, names in PART.findall(line)]
    unknown = {name for part in parts for name in part.concepts} - lexicon().concepts
    if unknown:
        raise ValueError(f"signs.toml names what no lexicon holds: {sorted(unknown)}")
    return Sign(
        kind,
        tuple(part for part in parts if part.relation != "-"),
        tuple(part for part in parts if part.relation == "-"),
    )


def occurrences(sign: Sign, reading: Reading) -> Iterator[list[int]]:
    """Yields the mentions of each occurrence of the sign."""
    places = [_mentions_of(part, reading) for part in sign.parts]
    if not all(places):
        return
    for first in places[0]:
        found = _around(first, sign, places, reading)
        if found and not _has_exception(sign, found, reading):
            yield found


def _mentions_of(part: Part, reading: Reading) -> list[int]:
    lists = [reading.of[name] for name in part.concepts if name in reading.of]
    return (
        lists[0] if len(lists) == 1 else sorted({n for found in lists for n in found})
    )


def _around(
    first: int, sign: Sign, places: list[list[int]], reading: Reading
) -> list[int]:
    found = [first]
    for part, candidates in zip(sign.parts[1:], places[1:], strict=True):
        start = found[-1] if part.relation == ">" else first
        taken = {
            n
            for n, earlier in zip(found, sign.parts, strict=False)
            if _is_used_up(n, part, earlier, reading)
        }
        nearest = _nearest(start, part.relation, candidates, reading, taken)
        if nearest is None:
            return []
        found.append(nearest)
    return found


def _is_used_up(number: int, part: Part, earlier: Part, reading: Reading) -> bool:
    """True if the mention of an earlier part cannot match this part as well.

    A word matches one part of a sign; a phrase may match two parts, if their concepts
    differ.
    """
    mention = reading.mentions[number]
    fitting = mention.concepts & {*part.concepts}
    return mention.length == 1 or fitting <= {*earlier.concepts}


def _nearest(
    start: int, relation: str, candidates: list[int], reading: Reading, taken: set[int]
) -> int | None:
    """The closest candidate within the window of the relation; None if too far."""
    at = bisect_left(candidates, start)
    after = [n for n in candidates[at : at + 3] if n not in taken][:1]
    before = [] if relation == ">" else candidates[max(0, at - 3) : at]
    before = [n for n in before if n not in taken][-1:]
    by_distance = sorted((_distance(start, n, reading), n) for n in after + before)
    if by_distance and by_distance[0][0] <= WINDOWS[relation]:
        return by_distance[0][1]
    return None


def _distance(one: int, other: int, reading: Reading) -> int:
    return abs(reading.mentions[one].place - reading.mentions[other].place)


def _has_exception(sign: Sign, found: list[int], reading: Reading) -> bool:
    sentence = reading.in_sentence[reading.mentions[found[0]].sentence]
    return any(sentence & set(part.concepts) for part in sign.exceptions)
