"""Lookup of typed words in the lexicon: exact, by stem, or with spelling mistakes."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from public_forms.danger.sorted_words import SortedWords

SHORTEST_MISSPELT = 4
SHORTEST_STEM = 5
# From this length on, two mistakes are tolerated if the consonants match.
LONG = 8
RUN_ON = range(6, 31)
LONGEST_PIECE = 13
# Other short pieces would make “so ur ces” of “sources”.
SHORTEST_PIECE = 4
SHORT_PIECES = {
    *("i", "a", "my", "me", "in", "of", "on", "to", "is", "it", "no", "not", "am"),
    *("we", "he", "so", "do", "the", "and", "can", "has", "had", "her", "his", "its"),
    *(
        "leg",
        "arm",
        "pee",
        "wee",
        "poo",
        "mi",
        "se",
        "la",
        "el",
        "los",
        "las",
        "mis",
        "una",
    ),
}
# Of the 64 bits of a number in the deletion index.
MOST_ENTRIES, HASHES = 2**16, 2**48
ELONGATED = re.compile(r"(.)\1{2,}")
DOUBLED = re.compile(r"(.)\1")
VOWELS = re.compile(r"(?<!^)[aeiouyh]")


class Vocabulary:
    """The words of the lexicon; a final ``*`` stands for any ending.

    Spelling mistakes are tolerated in ``correctable`` entries only, and an ``ordinary``
    word never counts as a misspelling. One mistake is found by a deletion index: two
    words are one mistake apart if they become equal by deleting at most one letter of
    each. Two mistakes are found by an index of the consonants.
    """

    def __init__(
        self, correctable: set[str], others: set[str], ordinary: set[str]
    ) -> None:
        entries = correctable | others
        self.words = SortedWords(e for e in entries if not e.endswith("*"))
        self.stems = {entry[:-1] for entry in entries if entry.endswith("*")}
        self.ordinary = SortedWords(ordinary)
        self._correctable = SortedWords(correctable)
        # Dictionaries of the 30,000 took 5 MB.
        self._by_consonants = array("Q", sorted(self._codes_of_consonants()))
        self._shortened = array("Q", sorted(self._codes()))

    def entries(self, word: str) -> tuple[str, ...]:
        """The entries that ``word`` may be, exact ones before misspelt ones."""
        spellings = _shortened(word)
        for spelling in spellings:
            found = self._exact(spelling)
            if found or spelling in self.ordinary:
                return found
        return self._misspelt(spellings[-1])

    def pieces(self, word: str) -> tuple[str, ...]:
        """The known words of a run-on word; empty if it cannot be split."""
        if len(word) not in RUN_ON or not word.isalpha() or word in self.ordinary:
            return ()
        best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - LONGEST_PIECE), end):
                before = best[start]
                if before is not None and self._is_piece(word[start:end]):
                    candidate = (*before, word[start:end])
                    known = best[end]
                    if known is None or len(candidate) < len(known):
                        best[end] = candidate
        return best[-1] or ()

    def is_exact(self, word: str) -> bool:
        """True for a correctly spelt known word."""
        return bool(self._exact(word)) or word in self.ordinary

    def _codes(self) -> Iterator[int]:
        """A number for each entry and deletion."""
        for number, entry in enumerate(self._correctable):
            word = entry.rstrip("*")
            if len(word) >= (SHORTEST_MISSPELT if word == entry else SHORTEST_STEM):
                for shorter in _with_a_letter_left_out(word):
                    yield _code(shorter) + number

    def _codes_of_consonants(self) -> Iterator[int]:
        """A number for each long entry that is no stem."""
        for number, entry in enumerate(self._correctable):
            if len(entry) >= LONG and not entry.endswith("*"):
                yield _code(_consonants(entry)) + number

    def _entries_by(self, codes: "array[int]", key: str) -> Iterator[str]:
        """The correctable entries with this key in an index, and seldom another."""
        code = _code(key)
        place = bisect_left(codes, code)
        while place < len(codes):
            number = codes[place] - code
            if number >= MOST_ENTRIES:
                return
            yield self._correctable[number]
            place += 1

    def _is_piece(self, piece: str) -> bool:
        is_long_enough = len(piece) >= SHORTEST_PIECE or piece in SHORT_PIECES
        return is_long_enough and piece in self.words

    def _exact(self, word: str) -> tuple[str, ...]:
        found = [word] if word in self.words else self._singular(word)
        stems = [word[:end] for end in range(2, len(word) + 1)]
        return (*found, *[f"{stem}*" for stem in stems if stem in self.stems])

    def _singular(self, word: str) -> list[str]:
        long_enough = len(word) > SHORTEST_MISSPELT and word.endswith("s")
        return [word[:-1]] if long_enough and word[:-1] in self.words else []

    def _misspelt(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_MISSPELT or not word.isalpha():
            return ()
        near = set(self._one_mistake_away(word)) or {
            known
            for known in self._entries_by(self._by_consonants, _consonants(word))
            if word[0] == known[0] and _distance(word, known) == 2
        }
        return tuple(sorted(near))

    def _one_mistake_away(self, word: str) -> Iterator[str]:
        for shorter in _with_a_letter_left_out(word):
            for known in self._entries_by(self._shortened, shorter):
                if not known.endswith("*") and are_near(word, known):
                    yield known
        # Stems are compared with prefixes of the word.
        for end in range(SHORTEST_STEM - 1, min(len(word), LONGEST_PIECE) + 1):
            beginning = word[:end]
            for shorter in _with_a_letter_left_out(beginning):
                for known in self._entries_by(self._shortened, shorter):
                    if known.endswith("*") and are_near(beginning, known[:-1]):
                        yield known


def _shortened(word: str) -> list[str]:
    """The spellings to try: as typed, then “heeelp” with two and with one letter."""
    if not ELONGATED.search(word):
        return [word]
    return [word, ELONGATED.sub(r"\1\1", word), ELONGATED.sub(r"\1", word)]


def _code(shorter: str) -> int:
    """A number of the word's, beside which there is room for that of an entry.

    The hash is another one in each process. Two words of 30,000 hardly share one, and
    entries that are found are compared with what was typed.
    """
    return hash(shorter) % HASHES * MOST_ENTRIES


def _consonants(word: str) -> str:
    return DOUBLED.sub(r"\1", VOWELS.sub("", word))


def _with_a_letter_left_out(word: str) -> set[str]:
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


def are_near(typed: str, known: str) -> bool:
    """True if the words differ by at most one letter: wrong, missing, added, swapped.

    A wrong first letter is not tolerated: it usually makes another word.
    """
    if typed[:1] != known[:1] and typed[:2] != known[1::-1]:
        return False
    if len(known) == SHORTEST_MISSPELT and not _has_all_letters(typed, known):
        return False
    return _distance(typed, known) <= 1


def _has_all_letters(typed: str, known: str) -> bool:
    """True if a short word has the same letters: a different one makes another word."""
    is_longer = len(typed) == len(known) + 1 and len(set(typed)) == len(set(known))
    return sorted(typed) == sorted(known) or is_longer


def _distance(one: str, other: str) -> int:
    """The Damerau-Levenshtein distance (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row = row, [i]
        for j, against in enumerate(other, 1):
            replaced = previous[j - 1] + (letter != against)
            cost = min(previous[j] + 1, row[-1] + 1, replaced)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 1] + other[j - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]
