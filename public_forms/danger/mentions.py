"""One mention: words of a text that stand for concepts."""

from dataclasses import dataclass


@dataclass(slots=True)
class Mention:
    """Words that stand for concepts; ``place`` counts only words that say something."""

    concepts: frozenset[str]
    typed: str
    length: int
    pause: int
    sentence: int
    clause: int
    place: int
    is_denied: bool = False
