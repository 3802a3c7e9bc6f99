"""Words and phrases, each list in one string: a fifth of the memory of a set."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

# Comes before all letters, so a phrase stands right before those that it begins.
SPACE = " "
NO_CONCEPTS: frozenset[str] = frozenset()


class SortedWords:
    """The words in the order of their characters, found by bisection."""

    def __init__(self, words: Iterable[str]) -> None:
        ordered = sorted(set(words))
        self._text = "".join(ordered)
        self._ends = array("I", accumulate(map(len, ordered), initial=0))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return self._text[self._ends[number] : self._ends[number + 1]]

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __contains__(self, word: str) -> bool:
        number = bisect_left(self, word)
        return number < len(self) and self[number] == word


class Found(NamedTuple):
    """The concepts of some words, none if they are no phrase; True if they begin one."""

    concepts: frozenset[str]
    goes_on: bool


NOTHING = Found(NO_CONCEPTS, goes_on=False)


class Phrases:
    """The concepts of phrases, whose words are separated by a space each."""

    def __init__(self, concepts: Mapping[str, frozenset[str]]) -> None:
        self._phrases = SortedWords(concepts)
        # A phrase has one of a few hundred sets.
        numbers: dict[frozenset[str], int] = {}
        self._numbers = array(
            "H",
            (
                numbers.setdefault(concepts[phrase], len(numbers))
                for phrase in self._phrases
            ),
        )
        self._concepts = [*numbers]

    def find(self, words: str) -> Found:
        phrases = self._phrases
        number = bisect_left(phrases, words)
        if number == len(phrases):
            return NOTHING
        concepts = NO_CONCEPTS
        if phrases[number] == words:
            concepts = self._concepts[self._numbers[number]]
            number += 1
        goes_on = number < len(phrases) and phrases[number].startswith(words + SPACE)
        return Found(concepts, goes_on) if concepts or goes_on else NOTHING
