"""Combined signs: weak signs that together indicate danger, by points."""

import tomllib
from functools import cache
from pathlib import Path

from public_forms.danger.circumstances import is_no_danger_now
from public_forms.danger.reading import Reading

# A separate kind, to which no exception by kind applies.
KIND = "several_signs"
# Each of these subtracts one point.
REASSURING = {"chronic", "calm", "relief"}


@cache
def _table() -> dict:
    path = Path(__file__).parent / "points.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def signs_together(reading: Reading) -> list[int]:
    """The mentions whose points reach the threshold; empty if they do not.

    The threshold is higher for everyday words alone, such as “blue”.
    """
    left = {**_table()["points"]}
    again = {**_table()["twice"]}
    circumstances = {*_table()["circumstances"]}
    points, is_specific = -len(REASSURING & reading.of.keys()), False
    counted: dict[str, int] = {}
    for number, mention in enumerate(reading.mentions):
        best = max(mention.concepts, key=lambda c: (left.get(c, 0), c), default="")
        if not left.get(best) or not _counts(number, reading, counted):
            continue
        points += left[best]
        is_specific |= best not in circumstances and "everyday" not in mention.concepts
        counted[mention.typed] = number
        left[best] = again.pop(best, 0)
    enough = _table()["enough" if is_specific else "enough_everyday_words"]
    return list(counted.values()) if points >= enough else []


def _counts(number: int, reading: Reading, counted: dict[str, int]) -> bool:
    mention = reading.mentions[number]
    if "calm" in mention.concepts or mention.typed in counted or mention.is_denied:
        return False
    return not is_no_danger_now(KIND, [number], reading)
