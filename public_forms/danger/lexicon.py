"""The lexicon: words and phrases of each language, mapped to concepts.

All files are read once, at the first text.
"""

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from public_forms.danger.spelling import Vocabulary
from public_forms.danger.words import NEGATIONS, contracted

FOLDER = Path(__file__).parent
LANGUAGES = ("english", "spanish")
PLACES, CONTEXT, FILLER = "places", "context", "filler"
# Concepts of these tables are not symptoms; only symptoms can be denied.
BACKGROUND = {PLACES, CONTEXT, "people", "modifier"}
MOST_REMEMBERED = 4096


class Branch:
    """Node of a trie of phrases: all phrases that start with the same words."""

    __slots__ = ("concepts", "next")

    def __init__(self) -> None:
        self.concepts = NO_CONCEPTS
        self.next = NOTHING

    def branch(self, word: str) -> "Branch":
        """The branch of ``word``, which is made if there is none."""
        if self.next is NOTHING:
            self.next = {}
        return self.next.setdefault(word, Branch())

    def share_ends(self, ends: "dict[frozenset[str], Branch]") -> None:
        """Replaces branches without further words by one for each set of concepts."""
        for word, branch in self.next.items():
            if branch.next is NOTHING:
                self.next[word] = ends.setdefault(branch.concepts, branch)
            else:
                branch.share_ends(ends)


# Shared by the branches where phrases end, which are most of them, and by those where
# none does; a set for each of the latter took 1 MB.
NOTHING: dict[str, Branch] = {}
NO_CONCEPTS: frozenset[str] = frozenset()


class Known(NamedTuple):
    """Entries of the lexicon for a word: alone, and as the first word of a phrase."""

    entries: tuple[str, ...]
    begins: tuple[Branch, ...]
    concepts: frozenset[str]
    is_filler: bool


class Lexicon:
    """The phrases of all languages, and the concepts by their table."""

    def __init__(self, tables: list[dict], ordinary_words: Iterable[str]) -> None:
        self.phrases = Branch()
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.respelt = {k: v.split() for t in tables for k, v in t["respelt"].items()}
        words: dict[str, set[str]] = defaultdict(set)
        for table in tables:
            for kind, concepts in table["words"].items():
                for concept, lines in concepts.items():
                    self._add(kind, concept, lines, words[kind])
        correctable = (words[kind] for kind in words if kind != CONTEXT)
        ordinary = {word for lines in ordinary_words for (word,) in phrases_of(lines)}
        self.phrases.share_ends({})
        self.vocabulary = Vocabulary(
            set().union(*words.values()), set().union(*correctable), ordinary
        )
        self.concepts = set().union(*self.kinds.values())
        self.context = self.kinds[CONTEXT] | {PLACES}
        background = (self.kinds[kind] for kind in BACKGROUND)
        self.symptoms = self.concepts.difference(*background)

    def _add(self, kind: str, concept: str, lines: str, words: set[str]) -> None:
        self.kinds[kind].add(concept)
        meaning = frozenset({concept, PLACES} if kind == PLACES else {concept})
        for phrase in phrases_of(lines):
            words.update(phrase)
            branch = self.phrases
            for word in phrase:
                branch = branch.branch(word)
            # Phrases share their sets: one for each took 3 MB.
            branch.concepts = branch.concepts | meaning if branch.concepts else meaning


@cache
def lexicon() -> Lexicon:
    tables = [_read(f"{language}.toml") for language in LANGUAGES]
    return Lexicon(tables, _read("ordinary.toml").values())


# Both caches are bounded: the words are untrusted input.
@lru_cache(MOST_REMEMBERED)
def known(spelling: str) -> Known:
    """The lexicon's entries for a word, with tolerance for spelling mistakes."""
    entries = lexicon().vocabulary.entries(spelling)
    if spelling in NEGATIONS:
        # “isn't moving” matches the phrases of “not moving”.
        entries = (*entries, "not")
    first = lexicon().phrases.next
    branches = tuple(first[entry] for entry in entries if entry in first)
    concepts = frozenset().union(*(branch.concepts for branch in branches))
    begins = tuple(branch for branch in branches if branch.next)
    return Known(entries, begins, concepts, FILLER in concepts or spelling.isdigit())


@lru_cache(MOST_REMEMBERED)
def written_out(spelling: str) -> tuple[str, ...]:
    """An abbreviation in full, or run-on words split; empty if it is neither."""
    short = lexicon().respelt.get(spelling)
    if short:
        return tuple(short)
    return () if known(spelling).entries else lexicon().vocabulary.pieces(spelling)


def phrases_of(lines: str) -> list[tuple[str, ...]]:
    """The phrases of a comma-separated list, each as its words."""
    phrases = (contracted(phrase.split()) for phrase in re.split(r"[,\n]", lines))
    # One string for all places of a word: a string for each took 1 MB.
    return [tuple(map(sys.intern, phrase)) for phrase in phrases if phrase]


@cache
def rules_by_kind() -> dict[str, list[str]]:
    """The lines of ``signs.toml``, each a combination of concepts."""
    return {kind: lines.split("\n") for kind, lines in _read("signs.toml").items()}


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
