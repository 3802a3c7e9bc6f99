"""Several worrying signs together, each of which alone would be none."""

import tomllib
from functools import cache
from pathlib import Path

from public_forms.danger.circumstances import is_no_danger_now
from public_forms.danger.reading import Reading

# A kind of its own, without exceptions.
KIND = "several_signs"
# Each of these takes a point away.
REASSURING = {"chronic", "calm", "relief"}


@cache
def _table() -> dict:
    path = Path(__file__).parent / "points.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def signs_together(reading: Reading) -> list[int]:
    """The mentions that are danger together; none where they are too few.

    One of them must be telling: everyday words alone, such as “blue”, are no danger.
    """
    left = {**_table()["points"]}
    again = {**_table()["twice"]}
    circumstances = {*_table()["circumstances"]}
    points, is_telling = -len(REASSURING & reading.of.keys()), False
    counted: dict[str, int] = {}
    for number, mention in enumerate(reading.mentions):
        best = max(mention.concepts, key=lambda c: (left.get(c, 0), c), default="")
        if not left.get(best) or not _counts(number, reading, counted):
            continue
        points += left[best]
        is_telling |= best not in circumstances and "everyday" not in mention.concepts
        counted[mention.typed] = number
        left[best] = again.pop(best, 0)
    enough = _table()["enough" if is_telling else "enough_everyday_words"]
    return list(counted.values()) if points >= enough else []


def _counts(number: int, reading: Reading, counted: dict[str, int]) -> bool:
    mention = reading.mentions[number]
    if "calm" in mention.concepts or mention.typed in counted or mention.is_denied:
        return False
    return not is_no_danger_now(KIND, [number], reading)
