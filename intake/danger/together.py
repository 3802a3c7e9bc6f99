"""Several worrying signs together, each of which alone would be none."""

import tomllib
from functools import cache
from pathlib import Path

from intake.danger.circumstances import is_no_danger_now
from intake.danger.reading import Reading

# A kind of its own, without exceptions.
KIND = "several_signs"
# Each of these takes a point away.
REASSURING = {"chronic", "calm"}


@cache
def _table() -> dict:
    path = Path(__file__).parent / "points.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def signs_together(reading: Reading) -> list[int]:
    """The mentions that are danger together; none where they are too few."""
    left = {**_table()["points"]}
    again = {**_table()["twice"]}
    points, counted = -len(REASSURING & reading.of.keys()), {}
    for number, mention in enumerate(reading.mentions):
        if left.keys().isdisjoint(mention.concepts) or "calm" in mention.concepts:
            continue
        best = max(mention.concepts, key=lambda c: (left.get(c, 0), c))
        if not left.get(best) or mention.typed in counted or mention.is_denied:
            continue
        if not is_no_danger_now(KIND, [number], reading):
            points += left[best]
            counted[mention.typed] = number
            left[best] = again.pop(best, 0)
    return list(counted.values()) if points >= _table()["enough"] else []
