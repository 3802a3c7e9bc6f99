"""The lexicon: words and phrases of each language, mapped to concepts.

All files are read once, at the first text.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from public_forms.danger.sorted_words import SPACE, Phrases
from public_forms.danger.spelling import Vocabulary
from public_forms.danger.words import NEGATIONS, contracted

FOLDER = Path(__file__).parent
LANGUAGES = ("english", "spanish")
PLACES, CONTEXT, FILLER = "places", "context", "filler"
# Concepts of these tables are not symptoms; only symptoms can be denied.
BACKGROUND = {PLACES, CONTEXT, "people", "modifier"}
MOST_REMEMBERED = 4096


class Known(NamedTuple):
    """Entries of the lexicon for a word: all, and those that begin longer phrases."""

    entries: tuple[str, ...]
    begins: tuple[str, ...]
    concepts: frozenset[str]
    is_filler: bool


class Lexicon:
    """The phrases of all languages, and the concepts by their table."""

    def __init__(self, tables: list[dict], ordinary_words: Iterable[str]) -> None:
        self.respelt = {k: v.split() for t in tables for k, v in t["respelt"].items()}
        # Of each concept, its table and its phrases.
        concepts = [
            (kind, concept, lines)
            for table in tables
            for kind, of_kind in table["words"].items()
            for concept, lines in of_kind.items()
        ]
        kinds: dict[str, set[str]] = defaultdict(set)
        for kind, concept, _ in concepts:
            kinds[kind].add(concept)
        self.concepts = set().union(*kinds.values())
        self.context = kinds[CONTEXT] | {PLACES}
        background = (kinds[kind] for kind in BACKGROUND)
        self.symptoms = self.concepts.difference(*background)
        self.phrases = _phrases(concepts)
        self.vocabulary = Vocabulary(
            _words(lines for kind, _, lines in concepts if kind != CONTEXT),
            _words(lines for kind, _, lines in concepts if kind == CONTEXT),
            _words(ordinary_words),
        )


def _phrases(concepts: Iterable[tuple[str, str, str]]) -> Phrases:
    found: dict[str, frozenset[str]] = {}
    for kind, concept, lines in concepts:
        meaning = frozenset({concept, PLACES} if kind == PLACES else {concept})
        for phrase in phrases_of(lines):
            words = SPACE.join(phrase)
            other = found.get(words)
            # Phrases share their sets: one for each took 3 MB.
            found[words] = other | meaning if other else meaning
    return Phrases(found)


def _words(all_lines: Iterable[str]) -> set[str]:
    return {
        word for lines in all_lines for phrase in phrases_of(lines) for word in phrase
    }


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
    found = [lexicon().phrases.find(entry) for entry in entries]
    concepts = frozenset().union(*(each.concepts for each in found))
    begins = tuple(
        entry for entry, each in zip(entries, found, strict=True) if each.goes_on
    )
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
    return [tuple(phrase) for phrase in phrases if phrase]


@cache
def rules_by_kind() -> dict[str, list[str]]:
    """The lines of ``signs.toml``, each a combination of concepts."""
    return {kind: lines.split("\n") for kind, lines in _read("signs.toml").items()}


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
