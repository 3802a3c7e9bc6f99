"""How hard a text is to read: the Flesch-Kincaid grade level.

J. P. Kincaid et al., Derivation of New Readability Formulas, Research Branch
Report 8-75, Naval Technical Training Command, 1975.
"""

import math
import re
from dataclasses import dataclass
from functools import cache

import pyphen

WORDS_PER_MINUTE = 200

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Possessive, and only at the start of a run: a run of stops is read once, not squared.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++(?=\s|$)|\n+")


@dataclass(frozen=True)
class Readability:
    """``grade``: the US school year that reads it with ease; None without words."""

    grade: float | None
    sentences: int
    words: int


@cache
def _hyphenator() -> pyphen.Pyphen:
    # Two letters before the first break, its default, hides a syllable of "over" and
    # "again": 6 % too few against the CMU dictionary; with one letter it is 1 %.
    return pyphen.Pyphen(lang="en_US", left=1)


def _syllables(word: str) -> int:
    return len(_hyphenator().positions(word)) + 1


def readability(text: str) -> Readability:
    """Measures plain text; a line break ends a sentence, as headings do."""
    words = _WORD.findall(text)
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    if not words:
        return Readability(grade=None, sentences=0, words=0)
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return Readability(
        grade=round(max(grade, 0), 1), sentences=sentences, words=len(words)
    )


def reading_time_minutes(words: int) -> int:
    """Whole minutes at 200 words a minute, at least one."""
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
