"""Parsing of a text into mentions of concepts, with positions and denials."""

from functools import cached_property
from typing import NamedTuple

from public_forms.danger.denials import mark_denials
from public_forms.danger.lexicon import Known, known, lexicon, written_out
from public_forms.danger.mentions import Mention
from public_forms.danger.sorted_words import SPACE
from public_forms.danger.words import NONE, SENTENCE, Word, words_of

# Words that may stand inside a phrase: “lost ALL control OF my bladder”.
MOST_SKIPPED = 2
BREAKS = {"and", "contrast"}
NEUTRAL, FILLER = "neutral", frozenset({"filler"})


class Reading:
    """The mentions of a text, indexed by concept, sentence and clause."""

    def __init__(self, mentions: list[Mention], words: list[Word]) -> None:
        self.mentions = mentions
        self._words = words
        self.of: dict[str, list[int]] = {}
        self.in_sentence: list[set[str]] = []
        self.in_clause: list[set[str]] = []
        for number, mention in enumerate(mentions):
            for concept in mention.concepts:
                self.of.setdefault(concept, []).append(number)
            _add(self.in_sentence, mention.sentence, mention.concepts)
            _add(self.in_clause, mention.clause, mention.concepts)

    @cached_property
    def spellings(self) -> dict[str, list[int]]:
        """The numbers of the mentions by the normalised spelling of their words."""
        found: dict[str, list[int]] = {}
        numbers = (n for n, m in enumerate(self.mentions) for _ in range(m.length))
        for word, number in zip(self._words, numbers, strict=True):
            found.setdefault(word.spelling, []).append(number)
        return found


class Phrase(NamedTuple):
    """The longest known phrase from a word on; ``end`` is the index after it."""

    end: int
    length: int
    concepts: frozenset[str]


def read(text: str) -> Reading:
    words = _written_out(words_of(text))
    mentions = _mentions(words)
    mark_denials(mentions, lexicon().symptoms)
    return Reading(mentions, words)


def _add(groups: list[set[str]], number: int, concepts: frozenset[str]) -> None:
    while len(groups) <= number:
        groups.append(set())
    groups[number] |= concepts


def _written_out(words: list[Word]) -> list[Word]:
    """The words with abbreviations in full and run-on words split."""
    written: list[Word] = []
    for word in words:
        pieces = written_out(word.spelling)
        if pieces:
            written.append(Word(pieces[0], word.typed, word.pause))
            written += (Word(piece, "", NONE) for piece in pieces[1:])
        else:
            written.append(word)
    return written


def _mentions(words: list[Word]) -> list[Mention]:
    row = [known(word.spelling) for word in words]
    mentions: list[Mention] = []
    sentence = clause = place = at = 0
    while at < len(words):
        pause = words[at].pause
        end, length, concepts = _longest_phrase(words, row, at, len(words))
        if length > 1 and NEUTRAL not in concepts:
            concepts |= _inside(words, row, at, end)
        sentence += pause == SENTENCE
        clause += bool(pause or not BREAKS.isdisjoint(concepts))
        # A sign may span two sentences, but a sentence end adds to the distance.
        place += (concepts != FILLER) + (pause == SENTENCE)
        typed = words[at].typed if end == at + 1 else _typed(words[at:end])
        mentions.append(
            Mention(concepts, typed, end - at, pause, sentence, clause, place)
        )
        at = end
    return mentions


def _typed(words: list[Word]) -> str:
    return " ".join(word.typed for word in words if word.typed)


def _inside(words: list[Word], row: list[Known], at: int, end: int) -> frozenset[str]:
    """Concepts of shorter phrases inside a longer one, without context words."""
    shorter = [_longest_phrase(words, row, at, end - 1)]
    shorter += (_longest_phrase(words, row, start, end) for start in range(at + 1, end))
    found = frozenset().union(*(phrase.concepts for phrase in shorter))
    return found - lexicon().context


def _longest_phrase(words: list[Word], row: list[Known], at: int, stop: int) -> Phrase:
    best = Phrase(at + 1, 1, row[at].concepts)
    if not row[at].begins:
        return best
    find = lexicon().phrases.find
    todo = [(at + 1, 1, 0, entry) for entry in row[at].begins]
    while todo:
        here, length, skipped, beginning = todo.pop()
        if here >= stop or words[here].pause:
            continue
        for entry in row[here].entries:
            longer = f"{beginning}{SPACE}{entry}"
            concepts, goes_on = find(longer)
            if concepts:
                best = _better(best, Phrase(here + 1, length + 1, concepts))
            if goes_on:
                todo.append((here + 1, length + 1, skipped, longer))
        if row[here].is_filler and skipped < MOST_SKIPPED:
            todo.append((here + 1, length, skipped + 1, beginning))
    return best


def _better(best: Phrase, other: Phrase) -> Phrase:
    """The longer phrase; for equal lengths, the union of both concepts."""
    if other[:2] == best[:2]:
        return best._replace(concepts=best.concepts | other.concepts)
    return other if other.length > best.length else best
