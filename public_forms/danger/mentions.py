"""Mentions: the words of a text that stand for concepts of the lexicon."""

from dataclasses import dataclass


@dataclass(slots=True)
class Mention:
    """Words that stand for concepts; ``place`` is the position without filler words."""

    concepts: frozenset[str]
    typed: str
    length: int
    pause: int
    sentence: int
    clause: int
    place: int
    is_denied: bool = False
