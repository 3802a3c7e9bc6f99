"""Words that occur on the site, for spelling corrections and suggestions.

Each process keeps them in memory, and reads them again once there are new ones.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.models import SearchWord
from core.search.analysis import STOP_WORDS, stem
from core.site_search.index_state import IndexState, Newest

# Shorter words have too many neighbours: "hop" is not a misspelt "hip".
SHORTEST_MISSPELT = 4
# Candidates of which the one in most documents is taken.
CANDIDATES = 30
COMPLETIONS = 20
COST_OF_AN_ERROR = 2


class Vocabulary:
    """The words of all documents."""

    def __init__(
        self, words: Iterable[str] = (), *, synonyms: Iterable[str] = ()
    ) -> None:
        self._known = frozenset(words)
        self.stems_of_synonyms = frozenset(map(stem, synonyms))

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def with_words(self, words: Iterable[str]) -> "Vocabulary":
        return Vocabulary(self._known.union(words))

    def with_synonyms(self, words: frozenset[str]) -> "Vocabulary":
        return Vocabulary(self._known | words, synonyms=words)

    @cached_property
    def words(self) -> list[str]:
        return sorted(self._known)

    def beginning_with(self, prefix: str) -> list[str]:
        """At most ``COMPLETIONS`` words that begin with this, the shortest first."""
        start = bisect_left(self.words, prefix)
        end = bisect_left(self.words, prefix + "\U0010ffff")
        found = sorted(self.words[start:end], key=lambda word: (len(word), word))
        return found[:COMPLETIONS]

    def near(self, word: str) -> list[tuple[int, str]]:
        """Known words within some typing errors, with their distance, nearest first.

        A swap of neighbours counts as one error (optimal string alignment).
        """
        if len(word) < SHORTEST_MISSPELT or word.isdigit():
            return []
        allowed = errors_allowed(word)
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        found = process.extract(
            word,
            [each for length in lengths for each in self._by_length[length]],
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=None,
        )
        nearest = sorted((int(errors), each) for each, errors, _ in found)[:CANDIDATES]
        return sorted((_cost(word, each, errors), each) for errors, each in nearest)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        """The same words as ``words_of_letters``: most differ too much in length."""
        words: dict[int, list[str]] = defaultdict(list)
        for word in self.words_of_letters:
            words[len(word)].append(word)
        return words

    @cached_property
    def words_of_letters(self) -> list[str]:
        return [
            word
            for word in self.words
            if word.isalpha()
            and len(word) >= SHORTEST_MISSPELT
            and word not in STOP_WORDS
        ]

    def halves(self, word: str) -> tuple[str, str] | None:
        """Two known words written as one: "back" and "pain" for "backpain"."""
        splits = ((word[:end], word[end:]) for end in range(3, len(word) - 1))
        return next((both for both in splits if all(b in self for b in both)), None)

    def stems_beginning_with(self, prefix: str) -> list[str]:
        return list(dict.fromkeys(map(stem, self.beginning_with(prefix))))


def errors_allowed(word: str) -> int:
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3


def _cost(word: str, known: str, errors: int) -> int:
    """The errors, and half an error more if the first letters differ, which is rare."""
    return errors * COST_OF_AN_ERROR + (word[0] != known[0])


class Cached(NamedTuple):
    """A vocabulary, and the newest rows of the table that it was read from."""

    vocabulary: Vocabulary
    newest: Newest


NOTHING = Cached(Vocabulary(), Newest(0, 0, 0))
_cached = NOTHING


def current(state: IndexState) -> Vocabulary:
    """The vocabulary; a query only if words were added or removed."""
    global _cached
    if _cached.newest != state.words:
        _cached = Cached(_read(_cached, state.words), state.words)
    return _cached.vocabulary


def _read(known: Cached, newest: Newest) -> Vocabulary:
    """Adds the newest words to the known ones.

    Reads all if the last known word is not among the newest: the index was rebuilt, or
    there are more new ones.
    """
    words = SearchWord.objects.values_list("word", flat=True)
    if newest.first <= known.newest.last <= newest.last:
        return known.vocabulary.with_words(words.filter(pk__gte=newest.first))
    return Vocabulary(words)


def forget() -> None:
    """Empties the cache of this process."""
    global _cached
    _cached = NOTHING
